// Runs every fuzz target for FUZZTIME (20s unless set), one after another; ONLY=regexp chooses. What fails is kept by Go in the
// package's testdata/fuzz and is from then on part of the ordinary tests. Ends with "N passed, N failed", counted in targets.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
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
let passed = 0, failed = 0
for (const [where, name] of targets.filter(([w, n]) => only.test(`${w} ${n}`))) {
  const r = spawnSync('go', ['test', '-run', '^$', '-fuzz', `^${name}$`, '-fuzztime', time, where], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  const runs = /execs: (\d+)[^\n]*\n(?!.*execs:)/s.exec(r.stdout)?.[1] ?? '0'
  if (r.status === 0) passed++
  else { failed++; console.log(r.stdout + r.stderr) }
  console.log(`${r.status === 0 ? 'ok  ' : 'FAIL'} ${where} ${name}: ${runs} cases`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
