// Runs the proofs of scripts/security/proofs.json and prints a table: promise, cases, failures.
//   node scripts/security.mjs           all of it: Go with -race on both stores, stories in Chromium, fuzzing (FUZZTIME each, 5000x, so many inputs, unless set), faults,
//                                       every control taken out in turn
//   node scripts/security.mjs --short   the Go proofs; the controls are only looked for
// Ends with "N passed, N failed", counted in promises.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = new URL('..', import.meta.url).pathname
const module = 'github.com/zagaj/zagaj/'
const proofs = JSON.parse(readFileSync(join(root, 'scripts/security/proofs.json'), 'utf8'))

/** Collects what tests said and lays it out by promise. make test feeds it too, so that no proof runs twice. */
export class Table {
  #go = new Map() // package.Test → { cases, told, failed, ended }
  #other = new Map() // chaos line, browser file or step → the same
  #ranGo = false
  #ranBrowser = false
  /** How many named tests did not run. */
  missing = 0

  /** One event of "go test -json". A subtest is a case of its top test, unless the test tells "N cases" itself. */
  goEvent(e) {
    this.#ranGo = true
    if (!e.Test) return
    const name = `${e.Package.replace(module, '')}.${e.Test.split('/')[0]}`
    const t = this.#go.get(name) ?? { cases: 0, told: 0, failed: 0, ended: false }
    this.#go.set(name, t)
    const isTop = !e.Test.includes('/')
    if (e.Action === 'output') t.told += Number(/: (\d+) cases\b/.exec(e.Output)?.[1] ?? 0)
    else if (e.Action === 'skip') t.failed++ // a proof that was skipped proves nothing
    else if (e.Action === 'fail') t.failed += isTop && t.failed > 0 ? 0 : 1
    if (['pass', 'fail', 'skip'].includes(e.Action)) {
      if (isTop) t.ended = true
      else t.cases++
    }
  }

  /** One line of Playwright's list: a test that ended. A test may tell "NAME: N cases" of its file itself. */
  browserLine(text) {
    const [, teller, told] = /^([\w-]+): (\d+) cases\b/.exec(text) ?? []
    const [, mark, file] = /^\s*(✓|✘|ok|x|-)\s+\d+ .*?([\w-]+)\.spec\.ts:/.exec(text) ?? []
    if (!teller && !file) return
    const key = `browser:${teller ?? file}`
    const t = this.#other.get(key) ?? { cases: 0, failed: 0 }
    this.#other.set(key, t)
    if (teller) { t.cases += Number(told); return }
    this.#ranBrowser = true
    t.cases++
    if (mark !== '✓' && mark !== 'ok') t.failed++ // a proof that was skipped proves nothing
  }

  /** What something else than a Go test came to. */
  add(part, name, cases, failed) {
    this.#other.set(`${part}:${name}`, { cases, failed })
  }

  /** [promise, cases, failures] of all proofs that were run. A named test of Go or of a browser that did not run is a failure. */
  rows() {
    const rows = []
    for (const p of proofs) {
      const seen = []
      if (this.#ranGo) for (const name of p.go ?? []) {
        const t = this.#go.get(name)
        if (!t?.ended) { this.missing++; console.log(`did not run: ${name}`) }
        seen.push(t?.ended ? { cases: t.told || t.cases || 1, failed: t.failed } : { cases: 0, failed: 1 })
      }
      if (this.#ranBrowser) for (const name of p.browser ?? []) if (!this.#other.has(`browser:${name}`)) {
        this.missing++
        console.log(`did not run: ${name}`)
        seen.push({ cases: 0, failed: 1 })
      }
      for (const part of ['chaos', 'browser', 'run']) for (const name of p[part] ?? []) if (this.#other.has(`${part}:${name}`)) seen.push(this.#other.get(`${part}:${name}`))
      if (seen.length) rows.push([p.promise, seen.reduce((n, r) => n + r.cases, 0), seen.reduce((n, r) => n + r.failed, 0)])
    }
    return rows
  }

  /** Prints the table and returns how many promises held and how many did not. */
  print() {
    const rows = this.rows()
    const width = Math.max(7, ...rows.map(([p]) => p.length))
    console.log(`${'promise'.padEnd(width)}  ${'cases'.padStart(6)}  failures`)
    for (const [p, cases, failed] of rows) console.log(`${p.padEnd(width)}  ${String(cases).padStart(6)}  ${String(failed).padStart(8)}`)
    const bad = rows.filter(([, , failed]) => failed > 0).length
    return { passed: rows.length - bad, failed: bad }
  }
}

/** The top-level Go tests of a package that are proofs: [package, names]. */
function goProofs() {
  const by = new Map()
  for (const name of proofs.flatMap((p) => p.go ?? [])) {
    const [where, test] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
    by.set(where, [...(by.get(where) ?? []), test])
  }
  return by
}

function run(command, args, line, cwd = root) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: child.stdout }).on('line', line)
    child.on('error', (e) => { console.log(`${command}: ${e.message}`); done(1) })
    child.on('close', (code) => done(code ?? 1))
  })
}

async function go(table) {
  const by = goProofs(), said = new Map()
  const names = [...new Set([...by.values()].flat())]
  await run('scripts/postgres.sh', ['go', 'test', '-race', '-count=1', '-timeout', '60m', '-json', '-run', `^(${names.join('|')})$`, ...[...by.keys()].map((p) => `./${p}`)], (text) => {
    let e
    try { e = JSON.parse(text) } catch { console.log(text); return }
    table.goEvent(e)
    const key = `${e.Package ?? e.ImportPath} ${e.Test ?? ''}`
    if (e.Action === 'output' || e.Action === 'build-output') said.set(key, [...(said.get(key) ?? []), e.Output])
    else if (e.Action === 'fail' || e.Action === 'build-fail') console.log((said.get(key) ?? []).join(''))
  })
}

/** The stories of the proofs in a browser; each prints a line when it ends, and why when it failed. */
async function browser(table) {
  const names = [...new Set(proofs.flatMap((p) => p.browser ?? []))]
  const code = await run('../scripts/postgres.sh', ['npx', 'playwright', 'test', '--config', 'e2e/playwright.config.ts', ...names.map((n) => `/${n}.spec`)], (text) => {
    table.browserLine(text)
    if (!/^\s*(✓|ok)\s/.test(text)) console.log(text)
  }, join(root, 'widget'))
  table.add('run', 'browser', 1, code === 0 ? 0 : 1)
}

async function chaos(table) {
  const names = proofs.flatMap((p) => p.chaos ?? [])
  for (const n of names) table.add('chaos', n, 0, 1) // until it has told of itself
  await run('scripts/postgres.sh', ['go', 'run', './cmd/chaos', '-short', '-only', `^(${names.join('|')})$`], (text) => {
    try {
      const l = JSON.parse(text)
      table.add('chaos', l.promise, l.faults || 1, l.ok && !l.skipped ? 0 : 1)
      if (!l.ok) console.log(text)
    } catch { console.log(text) }
  })
}

/** A program of ours that ends with "N passed, N failed". */
async function counted(table, name, command, args) {
  let result
  const code = await run(command, args, (text) => {
    const m = /^(\d+) passed, (\d+) failed/.exec(text)
    if (m) result = { passed: Number(m[1]), failed: Number(m[2]) }
    else if (/NOT|fail|✘/i.test(text)) console.log(text)
  })
  const failed = result ? result.failed + (code !== 0 && result.failed === 0 ? 1 : 0) : 1
  table.add('run', name, result ? result.passed + result.failed : 0, failed)
}

async function main() {
  const short = process.argv.includes('--short')
  const table = new Table()
  await go(table)
  await counted(table, 'mutations', 'node', ['scripts/mutations.mjs', ...(short ? ['--short'] : [])])
  if (!short) {
    await browser(table)
    process.env['FUZZTIME'] ||= '5000x' // inputs, not seconds: on a busy machine two seconds were none for a slow target
    await counted(table, 'fuzz', 'node', ['scripts/fuzz.mjs'])
    await chaos(table)
  }
  const { passed, failed } = table.print()
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed ? 1 : 0)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
