// Takes each control of scripts/security/mutations.json out in turn, in a copy only, and demands that its test then fails.
//   node scripts/mutations.mjs            every mutation, with the tests
//   node scripts/mutations.mjs --short    only that each still finds its line: a control that has moved is not held
// ONLY=regexp chooses by class. Prints a table and ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const short = process.argv.includes('--short')
const only = new RegExp(process.env['ONLY'] || '.')
const list = JSON.parse(readFileSync(join(root, 'scripts/security/mutations.json'), 'utf8')).filter((m) => only.test(m.class))
const dir = mkdtempSync(join(tmpdir(), 'zagaj-mutations-'))

/** What becomes of one mutation: "caught", or why it is not. */
function judge({ edits, package: where, run }, n) {
  const texts = new Map()
  for (const { file, find, put } of edits) {
    const before = texts.get(file) ?? readFileSync(join(root, file), 'utf8')
    const times = before.split(find).length - 1
    if (find === '' || times !== 1) return `its line stands ${times} times in ${file}`
    texts.set(file, before.replace(find, () => put))
  }
  if (short) return 'caught'
  const overlay = join(dir, `${n}.json`), replace = {}
  for (const [i, [file, text]] of [...texts].entries()) {
    replace[join(root, file)] = join(dir, `${n}-${i}.go`)
    writeFileSync(replace[join(root, file)], text)
  }
  writeFileSync(overlay, JSON.stringify({ Replace: replace }))
  const r = spawnSync('go', ['test', '-vet=off', '-overlay', overlay, '-count=1', '-timeout=20m', '-run', run, where], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  // A mutation that does not compile, or for which no test runs, proves nothing.
  if (r.stdout.includes('[build failed]')) return `does not compile: ${r.stderr.trim().split('\n').slice(0, 3).join(' ')}`
  if (r.status === 0) return r.stdout.includes('no tests to run') ? 'no test of that name' : 'NOT caught'
  return 'caught'
}

const width = Math.max(...list.map((m) => m.class.length))
let failed = 0
for (const [n, m] of list.entries()) {
  const said = judge(m, n)
  if (said !== 'caught') failed++
  if (!short || said !== 'caught') console.log(`${m.class.padEnd(width)}  ${m.package} ${m.run}  ${said}`)
}
rmSync(dir, { recursive: true, force: true })
console.log(`${list.length - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
