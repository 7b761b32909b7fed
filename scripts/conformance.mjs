// Runs every adapter's conformance suite, prints the matrix of cases and platforms, and ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'

const cases = ['add', 'quantity', 'remove', 'coupon', 'merge', 'checkout', 'order', 'cancel', 'refund', 'product', 'stock', 'uninstall', 'data-request', 'erasure', 'shop-erasure',
  'no-decimals', 'three-decimals', 'duplicate', 'out-of-order', 'replay', 'forged', 'headers', 'stale', 'other-installation', 'huge', 'broken', 'unknown-topic',
  'rotation', 'missed-orders', 'missed-carts', 'guide']

const ran = spawnSync('go', ['test', '-json', '-count=1', '-run', '^TestConformance$', './plugin/...'],
  { cwd: new URL('..', import.meta.url).pathname, encoding: 'utf8', maxBuffer: 1 << 28 })
const results = new Map() // platform -> case -> pass or fail
const total = { pass: 0, fail: 0 }
const said = []
for (const line of ran.stdout.split('\n')) {
  let e
  try { e = JSON.parse(line) } catch { continue }
  if (e.Action === 'output' && /^\s+\S+_test\.go:|^\s+\S+\.go:\d+:/.test(e.Output ?? '')) said.push(`${e.Package.split('/').at(-1)} ${e.Test}: ${e.Output.trim()}`)
  if (e.Action === 'build-fail') total.fail++
  const name = e.Test?.split('/')[1]
  if (!name || !(e.Action in total)) continue
  const platform = e.Package.split('/').at(-1)
  if (!results.has(platform)) results.set(platform, new Map())
  results.get(platform).set(name, e.Action)
  total[e.Action]++
}
if (total.fail > 0) console.log(said.join('\n') + ran.stderr)
const platforms = [...results.keys()].sort()
const wide = Math.max(...cases.map((c) => c.length)) + 2
console.log(''.padEnd(wide) + platforms.join('  '))
for (const c of cases) {
  console.log(c.padEnd(wide) + platforms.map((p) => ({ pass: 'ok', fail: 'FAIL' }[results.get(p).get(c)] ?? '-').padEnd(p.length)).join('  ').trimEnd())
}
console.log('product, stock: taken, and nothing is kept of them: Zagaj has no list of goods (docs/platforms/README.md).')
console.log('"-": the platform does not tell it; its guide in docs/platforms says why. Recorded deliveries count as cases too.')
if (platforms.length === 0 || (ran.status !== 0 && total.fail === 0)) total.fail++
console.log(`${total.pass} passed, ${total.fail} failed`)
process.exit(total.fail === 0 ? 0 : 1)
