// Prints the size of each built file, one JSON object a line, with the goal it is held to.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../widget/dist/', import.meta.url)
const gzip = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length

// The panel's first load: everything its page names.
const page = readFileSync(new URL('panel/index.html', dist), 'utf8')
const panel = [...page.matchAll(/(?:src|href)="\/(panel\/assets\/[^"]+)"/g)].reduce((sum, m) => sum + gzip(m[1]), gzip('panel/index.html'))
const chat = readdirSync(new URL('widget/', dist)).reduce((sum, f) => sum + gzip(`widget/${f}`), 0)

const rows = [
  ['widget_loader_gzip', gzip('zagaj.js'), 7 * 1024],
  ['widget_conversation_gzip', chat, 20 * 1024],
  ['panel_initial_gzip', panel, 80 * 1024],
  ['binary', statSync(new URL('../bin/zagaj', import.meta.url)).size, 40 * 1024 * 1024],
]
let ok = true
for (const [name, value, goal] of rows) {
  ok &&= value <= goal
  console.log(JSON.stringify({ name, value, unit: 'bytes', reference: null, ratio: null, goal, ok: value <= goal }))
}
process.exit(ok ? 0 : 1)
