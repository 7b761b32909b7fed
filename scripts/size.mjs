// Prints the size of each built file, one JSON object a line, with the goal it is held to.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../widget/dist/', import.meta.url)
const gzip = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length

// The panel's first load: everything its page names.
const page = readFileSync(new URL('panel/index.html', dist), 'utf8')
const panel = [...page.matchAll(/(?:src|href)="\/(panel\/assets\/[^"]+)"/g)].reduce((sum, m) => sum + gzip(m[1]), gzip('panel/index.html'))
const parts = readdirSync(new URL('widget/', dist))
const part = (start) => parts.filter((f) => f.startsWith(start)).map((f) => gzip(`widget/${f}`))
const loader = gzip('zagaj.js')
const conversation = loader + Math.max(...part('chat-'))

const rows = [
  ['widget_loader_gzip', loader, 3 * 1024],
  // Loader and conversation, in the language with the longest texts: all that is fetched to talk.
  ['widget_conversation_gzip', conversation, 14 * 1024],
  // What few conversations need: the rating, e-mail forms, photos, dark colours, what stands in the menu. Fetched when one does, so not
  // in the sum above; six languages of it are most of its weight.
  ['widget_more_gzip', part('more-')[0], 5.5 * 1024],
  // Fetched when a visitor asks where an order is.
  ['widget_order_gzip', part('order-')[0], 3 * 1024],
  // Fetched with a promise, in a shop whose browsers may tell of its answer; six languages of it.
  ['widget_tell_gzip', part('tell-')[0], 2 * 1024],
  // What listens to the page once the visitor does something: no conversation waits for it. It reads stock, delivery, returns and
  // specifications, too, which is why it may weigh one kilobyte more than the loader and its own listening.
  ['widget_measuring_gzip', part('measure-')[0], 5 * 1024],
  ['panel_initial_gzip', panel, 80 * 1024],
]
const binary = new URL('../bin/zagaj', import.meta.url)
if (existsSync(binary)) rows.push(['binary', statSync(binary).size, 40 * 1024 * 1024])
let ok = true
for (const [name, value, goal] of rows) {
  ok &&= value <= goal
  console.log(JSON.stringify({ name, value, unit: 'bytes', reference: null, ratio: null, goal, ok: value <= goal }))
}
process.exit(ok ? 0 : 1)
