// Takes each control of scripts/security/mutations.json out in turn, in a copy only, and demands that its test then fails.
//   node scripts/mutations.mjs            every mutation, with the tests
//   node scripts/mutations.mjs --short    only that each still finds its line: a control that has moved is not held
// ONLY=regexp chooses by class. Prints a table and ends with "N passed, N failed", and how many could not be tried on this machine.
//
// A mutation's test is one of: "package" and "run" (Go; "reads" when the test reads the sources themselves), "vitest" (a file below
// widget) and "run", "php" (a folder of plugins), "chaos" (a fault with a real server). "incident" numbers the classes of
// docs/threat-model.md that it stands for.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const short = process.argv.includes('--short')
const only = new RegExp(process.env['ONLY'] || '.')
const list = JSON.parse(readFileSync(join(root, 'scripts/security/mutations.json'), 'utf8')).filter((m) => only.test(m.class))
const dir = mkdtempSync(join(tmpdir(), 'zagaj-mutations-'))
const copy = join(dir, 'copy')

function run(command, args, cwd = root) {
  const r = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  return { code: r.status ?? 1, out: r.stdout ?? '', err: r.stderr ?? '', isMissing: r.error?.code === 'ENOENT' }
}

/** Go's own way of building with other files than those on the disk. */
function overlay(n, texts) {
  const file = join(dir, `${n}.json`), replace = {}
  for (const [i, [name, text]] of [...texts].entries()) {
    replace[join(root, name)] = join(dir, `${n}-${i}.go`)
    writeFileSync(replace[join(root, name)], text)
  }
  writeFileSync(file, JSON.stringify({ Replace: replace }))
  return file
}

// What a test says: "passes", "fails", or why it says nothing.

function goSays({ code, out, err }) {
  if (out.includes('[build failed]')) return `does not compile: ${err.trim().split('\n').slice(0, 3).join(' ')}`
  if (code !== 0) return 'fails'
  return out.includes('no tests to run') ? 'no test of that name' : 'passes'
}

/** What is built once and thrown away: without inlining and without what debuggers want it takes a third of the time. */
const HASTY = ['-gcflags=github.com/zagaj/zagaj/...=-l', '-ldflags=-s -w']

function viaGo(m, n, texts) {
  return goSays(run('go', ['test', '-vet=off', ...HASTY, '-overlay', overlay(n, texts), '-count=1', '-timeout=20m', '-run', m.run, m.package]))
}

function viaGoOnSources(m) {
  return goSays(run('go', ['test', '-vet=off', '-count=1', '-run', m.run, m.package], copy))
}

function viaVitest(m) {
  const report = join(dir, 'vitest.json')
  rmSync(report, { force: true })
  run('npx', ['vitest', 'run', m.vitest, '-t', m.run, '--reporter=json', `--outputFile=${report}`], join(copy, 'widget'))
  const r = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  if (r.numFailedTests > 0) return 'fails'
  return r.success && r.numPassedTests > 0 ? 'passes' : 'the test does not run'
}

function viaPHP(m) {
  const r = run('php', [`plugins/${m.php}/tests/run.php`], copy)
  if (r.isMissing) return 'cannot be tried: PHP is missing, make test-plugins installs it'
  const said = /(\d+) passed, (\d+) failed\s*$/.exec(r.out)
  if (!said) return 'the test does not run'
  return said[2] === '0' && r.code === 0 ? 'passes' : 'fails'
}

function viaChaos(m, n, texts) {
  const program = join(dir, `zagaj-${n}`)
  const built = run('go', ['build', ...HASTY, '-overlay', overlay(n, texts), '-o', program, './cmd/zagaj'])
  if (built.code !== 0) return `does not compile: ${built.err.trim().split('\n').slice(0, 3).join(' ')}`
  const r = run('go', ['run', './cmd/chaos', '-short', '-program', program, '-only', `^${m.chaos}$`])
  rmSync(program, { force: true })
  const line = r.out.split('\n').filter((l) => l.startsWith('{')).map((l) => JSON.parse(l))[0]
  if (!line) return 'the test does not run'
  if (line.skipped) return `cannot be tried: ${line.skipped}`
  return line.ok ? 'passes' : 'fails'
}

/** Copies the sources; what is installed beside them is only pointed at. */
function copySources() {
  const files = run('git', ['ls-files', '-z', '-co', '--exclude-standard']).out.split('\0').filter((f) => f !== '' && existsSync(join(root, f)))
  for (const f of files) {
    mkdirSync(dirname(join(copy, f)), { recursive: true })
    copyFileSync(join(root, f), join(copy, f))
  }
  symlinkSync(join(root, 'widget/node_modules'), join(copy, 'widget/node_modules'))
}

/** Runs a test in the copy, with the sources changed; whether it passes without the change is asked first, once. */
const unchanged = new Map()
function inCopy(test, m, texts) {
  if (!existsSync(copy)) copySources()
  const key = JSON.stringify([m.package, m.vitest, m.php, m.run])
  if (!unchanged.has(key)) unchanged.set(key, test(m))
  if (unchanged.get(key) !== 'passes') return unchanged.get(key) === 'fails' ? 'its test fails without the change, too' : unchanged.get(key)
  for (const [file, text] of texts) writeFileSync(join(copy, file), text)
  try { return test(m) } finally { for (const file of texts.keys()) copyFileSync(join(root, file), join(copy, file)) }
}

function test(m, n, texts) {
  if (m.vitest) return inCopy(viaVitest, m, texts)
  if (m.php) return inCopy(viaPHP, m, texts)
  if (m.reads) return inCopy(viaGoOnSources, m, texts)
  return m.chaos ? viaChaos(m, n, texts) : viaGo(m, n, texts)
}

/** What becomes of one mutation: "caught", or why it is not. */
function judge(m, n) {
  const texts = new Map()
  for (const { file, find, put } of m.edits) {
    const before = texts.get(file) ?? readFileSync(join(root, file), 'utf8')
    const times = before.split(find).length - 1
    if (find === '' || times !== 1) return `its line stands ${times} times in ${file}`
    texts.set(file, before.replace(find, () => put))
  }
  if (short) return 'caught'
  const said = test(m, n, texts)
  if (said === 'passes') return 'NOT caught'
  return said === 'fails' ? 'caught' : said
}

const width = Math.max(...list.map((m) => m.class.length))
let failed = 0, untried = 0
for (const [n, m] of list.entries()) {
  const said = judge(m, n)
  if (said.startsWith('cannot be tried')) untried++
  else if (said !== 'caught') failed++
  if (!short || said !== 'caught') console.log(`${m.class.padEnd(width)}  ${[m.package ?? m.vitest ?? m.php ?? m.chaos, m.run].filter(Boolean).join(' ')}  ${said}`)
}
rmSync(dir, { recursive: true, force: true })
console.log(`${list.length - failed - untried} passed, ${failed} failed${untried ? `, ${untried} not tried` : ''}`)
process.exit(failed ? 1 : 0)
