// What is installed in shops, tested in its own language: PHP's syntax, standards and unit tests, TypeScript's unit tests. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
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
