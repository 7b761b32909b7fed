import { writeFileSync } from 'node:fs'

// The operator of a shift (cmd/bench/shift.go). It leaves nothing in the page's heap: time is the browser's own virtual time, the
// page is looked at as a document and acted on by a pointer and a keyboard, and not a line of JavaScript of ours runs in it.
const MINUTE_MS = 60_000
const KEY_MS = MINUTE_MS / (52 * 5) // as cmd/bench/shift.go has it
const HEARD_MS = 20
/** As many visitors as may be told of where nobody is on the site: the last to leave were seen to leave only once the clock was set on. */
const FEW = 14

const sleep = (ms) => new Promise((done) => { setTimeout(done, ms) })

export class Shift {
  #cdp
  #tempo
  #begun
  #root = 0
  #isOver = false
  #halted = Promise.resolve()
  #work = []
  /** How much of the server's time was left out, in milliseconds. */
  #passed = 0
  /** How many visitors the panel was told of last. */
  #told = 0

  /** begun is when the server's clock began to run tempo times as fast. */
  constructor(page, cdp, tempo, begun) {
    this.#cdp = cdp
    this.#tempo = tempo
    this.#begun = begun
    page.on('websocket', (ws) => ws.on('framereceived', ({ payload }) => {
      if (String(payload).startsWith('{"t":"visitors"')) this.#told = JSON.parse(String(payload)).visitors.length
    }))
  }

  async begin(address) {
    const cdp = this.#cdp
    cdp.on('DOM.documentUpdated', () => { this.#root = 0 })
    await cdp.send('Emulation.setVirtualTimePolicy', { policy: 'pauseIfNetworkFetchesPending', budget: 1, initialVirtualTime: this.#now() / 1000 })
    await cdp.send('Page.navigate', { url: `${address}/panel/` })
    this.#run()
    await this.#click(await this.#wait('[data-testid=available]'))
    await this.#wait('[data-testid=available][aria-checked=true]')
    this.#work.push(this.#answer())
  }

  async end() {
    this.#isOver = true
    await Promise.all(this.#work)
  }

  #now() { return this.#begun + (Date.now() - this.#begun) * this.#tempo + this.#passed }

  /** Keeps the page's time with the server's. */
  #run() {
    let at = this.#now()
    const run = async () => {
      while (!this.#isOver) {
        await this.#halted
        const budget = Math.min(MINUTE_MS, Math.round(this.#now() - at))
        if (budget < 1) { await sleep(1); continue }
        await this.#advance(budget)
        at += budget
      }
    }
    this.#work.push(run())
  }

  async #advance(budget) {
    const spent = new Promise((done) => { this.#cdp.once('Emulation.virtualTimeBudgetExpired', done) })
    await this.#cdp.send('Emulation.setVirtualTimePolicy', { policy: 'advance', budget })
    await spent
  }

  // ---- looking
  async #all(selector, within) {
    try {
      if (!within) within = this.#root ||= (await this.#cdp.send('DOM.getDocument', { depth: 0 })).root.nodeId
      return (await this.#cdp.send('DOM.querySelectorAll', { nodeId: within, selector })).nodeIds
    } catch { return [] } // it has gone meanwhile
  }

  async #wait(selector) {
    for (;;) {
      const [found] = await this.#all(selector)
      if (found) return found
      await sleep(HEARD_MS)
    }
  }

  async #gone(selector) { while ((await this.#all(selector)).length > 0) await sleep(HEARD_MS) }

  async #attribute(nodeId, name) {
    const { attributes } = await this.#cdp.send('DOM.getAttributes', { nodeId })
    const at = attributes.findIndex((a, i) => i % 2 === 0 && a === name)
    return at < 0 ? undefined : attributes[at + 1]
  }

  // ---- acting
  async #click(nodeId) {
    await this.#cdp.send('DOM.scrollIntoViewIfNeeded', { nodeId })
    const { model: { content: [x0, y0, , , x1, y1] } } = await this.#cdp.send('DOM.getBoxModel', { nodeId })
    const there = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, button: 'left', clickCount: 1 }
    await this.#cdp.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...there })
    await this.#cdp.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...there })
  }

  #key(key, more = {}) {
    const { text, ...up } = more
    return Promise.all([this.#cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...more }), this.#cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key, ...up })])
  }

  /** Letters come at their time, whether the page has done with those before or not: it takes them in order. */
  async #type(text) {
    const begun = this.#now()
    const letters = []
    for (const [i, letter] of [...text].entries()) {
      const early = begun + i * KEY_MS - this.#now()
      if (early > 0) await sleep(early / this.#tempo)
      letters.push(this.#cdp.send('Input.insertText', { text: letter }))
    }
    await Promise.all(letters)
  }

  /** The first column whose visitor has spoken last. */
  async #next() {
    for (const column of await this.#all('[data-testid=column]:not(:has([data-testid=unsent], [data-testid=held]))')) {
      const last = (await this.#all('[data-testid=message]:not([data-role=system])', column)).at(-1)
      if (!last || await this.#attribute(last, 'data-role') !== 'visitor') continue
      const { outerHTML } = await this.#cdp.send('DOM.getOuterHTML', { nodeId: last })
      return { column, isLast: outerHTML.includes('koniec') }
    }
    return undefined
  }

  /** Answers whoever has spoken last, and looks at what stands beside; the visitor's "koniec" is answered and ended. */
  async #answer() {
    while (!this.#isOver) {
      await this.#halted
      try {
        const next = await this.#next()
        if (next) await this.#say(next)
      } catch (e) { if (!String(e).includes('node')) throw e } // it has gone meanwhile
      await sleep(HEARD_MS)
    }
  }

  async #say({ column, isLast }) {
    const [strip] = await this.#all('.strip', column) // beside a single conversation all of it stands open
    if (isLast && strip) await this.#click(strip)
    const [composer] = await this.#all('[data-testid=composer]', column)
    if (!composer) return
    await this.#cdp.send('DOM.focus', { nodeId: composer })
    await this.#type(isLast ? 'Do usłyszenia!' : 'Tak, mamy ją w rozmiarze M, wyślemy jutro rano.')
    await this.#key('Enter', { code: 'Enter', windowsVirtualKeyCode: 13, ...(isLast ? { modifiers: 2 } : { text: '\r' }) })
  }

  /** Looks at every screen, as one does now and then. */
  async #lookAround() {
    for (const name of ['visitors', 'history', 'reports', 'settings', 'desk']) {
      await this.#click(await this.#wait(`[data-testid=nav-${name}]`))
      await this.#wait('#main:not(.waiting-screen)')
      await sleep(500)
    }
  }

  /** What a heap's snapshot holds by kind of thing, in bytes. */
  async #held(hour) {
    const parts = []
    const hear = ({ chunk }) => parts.push(chunk)
    this.#cdp.on('HeapProfiler.addHeapSnapshotChunk', hear)
    await this.#cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    this.#cdp.off('HeapProfiler.addHeapSnapshotChunk', hear)
    const text = parts.join('')
    if (process.env['ZAGAJ_BENCH_SNAPSHOTS']) writeFileSync(`${process.env['ZAGAJ_BENCH_SNAPSHOTS']}/${hour}.heapsnapshot`, text)
    const { snapshot: { meta }, nodes } = JSON.parse(text)
    const [kind, size] = ['type', 'self_size'].map((field) => meta.node_fields.indexOf(field))
    const sums = {}
    for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
      const name = meta.node_types[kind][nodes[at + kind]]
      sums[name] = (sums[name] ?? 0) + nodes[at + size]
    }
    return sums
  }

  /** The heap in bytes after a collection, and how much of it the panel keeps, once the desk is empty, nobody is on the site and
   *  nothing is about to happen. The rest is the machine code that the browser makes of what runs often: it holds nothing of a
   *  conversation. quiet is how long the server's clock has been set on meanwhile. */
  async hour(hour, quiet) {
    this.#passed += quiet
    while (this.#told > FEW) await sleep(100)
    await this.#lookAround()
    await sleep(MINUTE_MS / this.#tempo)
    await this.#gone('[data-testid=column], [data-testid=toast], [data-testid=conversation-row]')
    let goOn
    this.#halted = new Promise((done) => { goOn = done })
    await sleep(500)
    const cdp = this.#cdp
    await cdp.send('DOM.disable') // what was looked at is not held by the looking
    this.#root = 0
    for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = await cdp.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters')
    const { documents } = await cdp.send('DOMSnapshot.captureSnapshot', { computedStyles: [] })
    const inPage = documents.reduce((sum, d) => sum + d.nodes.nodeName.length, 0)
    const { code, native, synthetic, ...things } = await this.#held(hour) // native is outside of the heap
    goOn()
    const kept = Object.values(things).reduce((sum, n) => sum + n, 0)
    const mega = (n) => (n / 1e6).toFixed(3)
    console.error(`panel: ${mega(usedSize)} MB, of which it keeps ${mega(kept)} and ${mega(code)} are code; ${nodes} nodes, of which ${inPage} stand in the page, ${jsEventListeners} listeners`)
    return [usedSize, kept]
  }
}
