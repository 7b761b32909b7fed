// Runs the named parts of the tests (go, front, browser), counts, and ends with "N passed, N failed" alone on a line.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { Table } from './security.mjs'
import { addVitest } from './vitest.mjs'

const root = new URL('..', import.meta.url).pathname
const widget = join(root, 'widget')
const total = { passed: 0, failed: 0, skipped: 0 }
/** What failed and its first words, told again at the very end: who sees only the tail of a log sees them. */
const failures = []
const security = new Table()

/** Runs a command, hands each line of its output on, and returns the exit code. */
function run(command, args, cwd, line = console.log) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', line)
    child.on('error', (e) => { console.log(`${command}: ${e.message}`); done(1) })
    child.on('close', (code) => done(code ?? 1))
  })
}

/** Counts a part that counted nothing, or went wrong without telling where, as a failure. */
function ended(part, counted, code) {
  if (counted && (code === 0 || total.failed > 0)) return
  total.failed++
  failures.push(`${part}: it ended with ${code} and ${counted ? 'told of no failure' : 'counted nothing'}`)
}

/** Go's own events: a package's output is shown only when something in it failed. */
async function go() {
  const output = new Map()
  let counted = 0
  const code = await run('scripts/postgres.sh', ['go', 'test', '-race', '-timeout', '60m', '-json', './...'], root, (text) => {
    let e
    try { e = JSON.parse(text) } catch { console.log(text); return }
    security.goEvent(e)
    const key = e.Package ?? e.ImportPath
    const test = `${key}.${e.Test}`
    if (e.Action === 'output' || e.Action === 'build-output') {
      output.set(key, [...(output.get(key) ?? []), e.Output])
      if (e.Test) output.set(test, [...(output.get(test) ?? []), e.Output])
    } else if (e.Test && ['pass', 'fail', 'skip'].includes(e.Action)) {
      counted++
      if (e.Action === 'fail' && !failures.some((f) => f.startsWith(`${test}/`))) failures.push(`${test}: ${words(output.get(test))}`)
      output.delete(test)
      total[{ pass: 'passed', fail: 'failed', skip: 'skipped' }[e.Action]]++
      if (e.Action === 'skip') console.log(`skipped: ${e.Package} ${e.Test}: ${(output.get(key) ?? []).filter((l) => !/^(=== |--- )/.test(l.trim())).slice(-1).join('').trim()}`)
    } else if (e.Action === 'fail' || e.Action === 'build-fail') {
      console.log((output.get(key) ?? []).join(''))
      if (e.Action === 'build-fail') total.failed++
      if (e.Action === 'build-fail' || !failures.some((f) => f.startsWith(key))) failures.push(`${key}: ${words(output.get(key))}`)
    } else if (e.Action === 'pass') console.log(`ok  ${e.Package}  ${e.Elapsed}s`)
  })
  ended('go', counted > 0, code)
}

/** What a Go test said of its failure, as one line: its panic, or else its last few lines. */
function words(lines = []) {
  const said = lines.map((l) => l.trim()).filter((l) => l && !/^(=== |--- |FAIL|exit status)/.test(l))
  const panic = said.findIndex((l) => l.startsWith('panic:'))
  return (panic < 0 ? said.slice(-4) : said.slice(panic, panic + 4)).join(' | ').slice(0, 600)
}

/** Counts one check that ends with an exit code. */
function check(name, code) {
  console.log(`${code === 0 ? 'ok ' : 'FAIL'} ${name}`)
  total[code === 0 ? 'passed' : 'failed']++
  if (code !== 0) failures.push(name)
}

async function front() {
  for (const [name, args] of [['tsc', ['tsc', '--noEmit', '-p', 'tsconfig.json']], ['tsc e2e', ['tsc', '--noEmit', '-p', 'e2e/tsconfig.json']], ['tsc zagaj-js', ['tsc', '--noEmit', '-p', '../plugins/js/tsconfig.json']],
    ['svelte-check', ['svelte-check', '--tsconfig', 'tsconfig.panel.json', '--fail-on-warnings']]]) {
    check(name, await run('npx', args, widget))
  }
  check('client', await run('node', ['client.mjs', '--check'], widget))
  check('sizes', await run('node', ['scripts/size.mjs'], root))
  let held = 0
  const controls = await run('node', ['scripts/mutations.mjs', '--short'], root, (text) => { if (/^\d+ passed/.test(text)) held = parseInt(text, 10); else console.log(text) })
  check('controls', controls)
  security.add('run', 'mutations', held, controls === 0 ? 0 : 1)
  const dir = mkdtempSync(join(tmpdir(), 'zagaj-unit-'))
  for (const config of ['vitest.config.ts', 'vitest.plugins.ts']) await unit(config, join(dir, `${config}.json`))
  rmSync(dir, { recursive: true, force: true })
}

/** The unit tests of one configuration. */
async function unit(config, file) {
  const code = await run('npx', ['vitest', 'run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile=${file}`], widget)
  failures.push(...addVitest(total, file, code !== 0))
}

async function browser() {
  let counted = false
  const code = await run(join(root, 'scripts/postgres.sh'), ['env', 'ZAGAJ_E2E_BOTH=1', 'npx', 'playwright', 'test', '--config', 'e2e/playwright.config.ts', 'story', 'access', 'merchant', 'desk', 'hostile', 'fence.spec', 'xss.spec', 'consent.spec', 'visitor.spec', 'doors.spec', 'e2e/panel.spec', 'conversation.spec', 'sneak.spec', 'screens.spec', 'states.spec', 'shift.spec', 'trial.spec', 'reports.spec', 'shops.spec', 'day.spec', 'window.spec'], widget, (text) => {
    security.browserLine(text)
    if (text.startsWith('failed: ')) failures.push(text.slice(8))
    const m = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(text)
    if (!m) { console.log(text); return }
    counted = true
    total.passed += Number(m[1])
    total.failed += Number(m[2])
    total.skipped += Number(m[3] ?? 0)
  })
  ended('browser', counted, code)
}

/** Those of the promises of delivery, in their short form, that docs/promises.md names: one JSON line each. */
const promises = 'kill_9|commit_reply_lost|reconnect_herd|slow_readers|bad_frames|webhook_inbox|disk_full|fsync_fails|damage_is_seen|judge_sees'
async function chaos() {
  let counted = 0
  const code = await run('scripts/postgres.sh', ['go', 'run', './cmd/chaos', '-short', '-program', 'bin/zagaj', '-only', promises], root, (text) => {
    console.log(text)
    try {
      const line = JSON.parse(text)
      total[line.skipped ? 'skipped' : line.ok ? 'passed' : 'failed']++
      if (!line.ok && !line.skipped) failures.push(text)
      security.add('chaos', line.promise, line.faults || 1, line.ok && !line.skipped ? 0 : 1)
      counted++
    } catch { /* not a result */ }
  })
  ended('chaos', counted > 0, code)
}

const parts = { chaos, go, front, browser }
for (const name of process.argv.slice(2)) {
  console.log(`== ${name}`)
  await parts[name]()
}
console.log('== security, of the tests above')
security.print()
total.failed += security.missing // the others are counted already
for (const f of failures) console.log(`FAILED ${f}`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed ? 1 : 0)
