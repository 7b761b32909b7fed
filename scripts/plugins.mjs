// What is installed in shops, tested in its own language: PHP's syntax, standards and unit tests, TypeScript's unit tests. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { addVitest } from './vitest.mjs'

const root = new URL('..', import.meta.url).pathname
const plugins = join(root, 'plugins')
const total = { passed: 0, failed: 0, skipped: 0 }

/** Runs a command in a folder; its output is shown when it fails. */
function run(name, command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' })
  const good = done.status === 0
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}`)
  if (!good) console.log(done.stdout, done.stderr, done.error?.message ?? '')
  return { good, output: done.stdout ?? '' }
}

function count(good) { total[good ? 'passed' : 'failed']++ }

/** What of a plugin's words has no Polish ones: in its own files, each platform's in the platform's own form. */
function untranslated() {
  const read = (...path) => readFileSync(join(plugins, ...path), 'utf8')
  const under = (folder, ext) => readdirSync(join(plugins, folder), { recursive: true }).filter((f) => f.endsWith(ext)).map((f) => read(folder, f)).join('\n')
  const said = (text, pattern) => [...new Set([...text.matchAll(pattern)].map((m) => m[1].replaceAll("\\'", "'")))]
  const woo = read('woocommerce/zagaj/languages/zagaj-pl_PL.l10n.php').replaceAll("\\'", "'")
  const presta = read('prestashop/zagaj/translations/pl.php')
  const magento = read('magento/zagaj/i18n/pl_PL.csv')
  const digest = (word) => createHash('md5').update(word.replaceAll("'", "\\'")).digest('hex') // PrestaShop's own way to name a word
  const [english, polish] = ['en-gb', 'pl-pl'].map((lang) => said(read('opencart/zagaj/admin/language', lang, 'module/zagaj.php'), /\$_\['(\w+)'\]/g))
  const lists = {
    woocommerce: [said(under('woocommerce/zagaj', '.php'), /(?:\b__|_e|esc_html__|esc_attr__)\( '((?:[^'\\]|\\.)*)'/g), (word) => woo.includes(`'${word}' `)],
    prestashop: [said(read('prestashop/zagaj/zagaj.php'), /->l\('((?:[^'\\]|\\.)*)'\)/g), (word) => presta.includes(`>zagaj_${digest(word)}'`)],
    magento: [said(read('magento/zagaj/etc/adminhtml/system.xml'), /<(?:label|comment)>([^<]*)</g), (word) => magento.includes(`"${word}","`)],
    opencart: [english, (key) => polish.includes(key)],
  }
  const missing = Object.entries(lists).flatMap(([name, [words, has]]) => (words.length < 5 ? [`${name}: hardly any words found`] : words.filter((word) => !has(word)).map((word) => `${name}: ${word}`)))
  console.log(missing.length === 0 ? 'ok   every word is there in Polish' : `FAIL no Polish for\n${missing.join('\n')}`)
  return missing.length === 0
}

count(untranslated())
const php = spawnSync('find', ['.', '-name', '*.php', '-not', '-path', '*/node_modules/*'], { cwd: plugins, encoding: 'utf8' }).stdout.trim().split('\n')
count(php.map((file) => run(`syntax ${file}`, 'php', ['-l', file], plugins).good).every(Boolean))
for (const rules of ['phpcs.xml', 'phpcs.wordpress.xml']) count(run(`standards of ${rules}`, 'phpcs', ['-q', `--standard=${rules}`], plugins).good)
const own = process.env.PHPCS_WORDPRESS // a phpcs that knows the standard "WordPress", as Composer installs it
if (own) count(run("standards of WordPress' own set", 'php', [own, '-q', '--standard=phpcs.wpcs.xml'], plugins).good)
else console.log("     WordPress' own set of standards is not in the system's packages: PHPCS_WORDPRESS=vendor/bin/phpcs uses it")
const folders = [...new Set(php.filter((f) => /^\.\/\w+\/zagaj\//.test(f)).map((f) => f.split('/')[1]))]
count(run('mistakes', 'phpmd', [folders.map((f) => `${f}/zagaj`).join(','), 'text', 'phpmd.xml'], plugins).good)
for (const folder of folders) {
  const { good, output } = run(`unit tests of ${folder}`, 'php', [join(folder, 'tests/run.php')], plugins)
  const said = /(\d+) passed, (\d+) failed\s*$/.exec(output)
  total.passed += Number(said?.[1] ?? 0)
  total.failed += said ? Number(said[2]) : 1
  if (said && !good && said[2] === '0') total.failed++
}
const dir = mkdtempSync(join(tmpdir(), 'zagaj-plugins-'))
const { good } = run('unit tests of what runs on Node and in Shopify', 'npx', ['vitest', 'run', '--config', 'vitest.plugins.ts', '--reporter=default', '--reporter=json', `--outputFile=${join(dir, 'out.json')}`], join(root, 'widget'))
addVitest(total, join(dir, 'out.json'), !good)
rmSync(dir, { recursive: true, force: true })
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed ? 1 : 0)
