// Runs every fuzz target for FUZZTIME (20s unless set), one after another; ONLY=regexp chooses. What fails is kept by Go in the
// package's testdata/fuzz and is from then on part of the ordinary tests. KEEP=8 keeps so many of the inputs that have reached new code
// there, too, the shortest first: the next run, wherever it is, begins with them. Ends with "N passed, N failed", counted in targets.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const time = process.env['FUZZTIME'] || '20s'
const only = new RegExp(process.env['ONLY'] || '.')

/** All Go test files below a folder. */
function tests(dir) {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name)
    if (e.isDirectory()) return e.name === 'node_modules' || e.name.startsWith('.') ? [] : tests(path)
    return e.name.endsWith('_test.go') ? [path] : []
  })
}

const targets = tests('.').flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/^func (Fuzz\w+)\(/gm)].map((m) => [`./${dirname(file)}`, m[1]]))
const keep = Number(process.env['KEEP'] || 0)
const found = keep > 0 ? join(spawnSync('go', ['env', 'GOCACHE'], { cwd: root, encoding: 'utf8' }).stdout.trim(), 'fuzz', /^module (\S+)/m.exec(readFileSync(join(root, 'go.mod'), 'utf8'))[1]) : ''
/** Longer inputs stay where Go has them. */
const KEPT_BYTES = 2048

/** Copies what Go has found for a target into the package, until there are as many as asked for. */
function keepSome(where, name) {
  const from = join(found, where, name), to = join(root, where, 'testdata/fuzz', name)
  if (keep === 0 || !existsSync(from)) return
  mkdirSync(to, { recursive: true })
  const room = keep - readdirSync(to).length
  const all = readdirSync(from).map((f) => ({ f, size: statSync(join(from, f)).size })).filter((x) => x.size <= KEPT_BYTES).sort((a, b) => a.size - b.size || (a.f < b.f ? -1 : 1))
  for (const { f } of all.slice(0, Math.max(0, room))) copyFileSync(join(from, f), join(to, f))
}

let passed = 0, failed = 0
for (const [where, name] of targets.filter(([w, n]) => only.test(`${w} ${n}`))) {
  const r = spawnSync('go', ['test', '-run', '^$', '-fuzz', `^${name}$`, '-fuzztime', time, where], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  const runs = /execs: (\d+)[^\n]*\n(?!.*execs:)/s.exec(r.stdout)?.[1] ?? '0'
  keepSome(where, name)
  if (r.status === 0) passed++
  else { failed++; console.log(r.stdout + r.stderr) }
  console.log(`${r.status === 0 ? 'ok  ' : 'FAIL'} ${where} ${name}: ${runs} cases`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
