import { expect, test, type Browser, type CDPSession, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'

// What the widget costs a page of the demo shop, on a phone's screen and a processor four times slower. `make bench` runs it
// and reads the line it prints; a figure is the median of the rounds, with the widget and without it in turn.
//
// Chromium makes a processor slower by letting the thread spin for three times as long as has passed since it last looked, be it for
// work or for waiting: an idle page spins, too, and what waits for the store or for its turn on a busy machine is counted thrice
// more. So what is work is read at full speed from the thread's own clock, which stands while it waits, and multiplied; only paints,
// which are told as the ratio of two such pages, are taken slowed down.

const ROUNDS = 9
const SLOWER = 4
const HISTORY = 5000
const AT_ONCE = 500
const LONG_MS = 50
/** So long a quick person's finger rests on the glass in a tap; docs/decisions/0019-what-the-loader-costs.md says who has measured it. */
const HELD_MS = 70
/** After the page's load event; the loader has its line by then. */
const SETTLE_MS = 1500
const CATEGORIES = ['devtools.timeline', 'v8', 'toplevel', 'blink.user_timing', 'disabled-by-default-devtools.timeline']

/** The least that any chat's script does on a page: an element of its own with its looks, above all else, and one line to a
 *  server that answers. The shop's key stands in for SHOP. */
const BARE = `const host = document.createElement('zagaj-chat'), root = host.attachShadow({ mode: 'open' }), sheet = new CSSStyleSheet(), button = document.createElement('button')
sheet.replaceSync(':host { position: fixed } button { position: fixed; inset: auto 20px 20px auto; width: 56px; height: 56px; border: 0; border-radius: 50%; background: #17604a }')
root.adoptedStyleSheets = [sheet]
button.dataset.testid = 'zagaj-launcher'
root.append(button)
const line = new WebSocket(document.currentScript.src.replace('http', 'ws').replace('zagaj.js', 'v1/visitor/socket'))
line.onopen = () => line.send(JSON.stringify({ t: 'hello', shop: 'SHOP', tab: 'a', page: { url: location.origin }, device: 'phone', lang: 'pl', nav: 'load', visible: true }))
line.onmessage = (e) => {
  if (JSON.parse(e.data).t !== 'welcome' || host.isConnected) return
  document.body.append(host)
  host.popover = 'manual'
  host.showPopover()
}`

/** Microseconds: ts and dur on the wall's clock, tts and tdur on the thread's. */
interface Traced { name: string; ts: number; dur?: number; tts?: number; tdur?: number; pid: number; tid: number; args: { data?: { url?: string; fileName?: string } } }

interface Metrics { first: number; largest: number; shift: number; load: number }

/** Milliseconds at a quarter of the speed. */
interface Work {
  /** The main thread's, from its first task to the settled page. */
  all: number
  /** The parts of tasks beyond 50 ms, as Lighthouse counts them. */
  blocking: number
  /** The script's own, with the styles and layouts it asked for, in slices between which the page has its turn. */
  slices: number[]
  /** Tasks of 50 ms and more that were mostly the script's. */
  long: number
}

const median = (list: number[]): number => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!
const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0)

async function slow(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  return cdp
}

const OURS = ['EvaluateScript', 'v8.compile', 'FunctionCall', 'EventDispatch', 'TimerFire']
const from = (file: string) => (e: Traced): boolean => OURS.includes(e.name) && !!(e.args.data?.url ?? e.args.data?.fileName)?.endsWith(file)

/** What the loader, or the script in its place, did; what lies within another slice is not one of its own. */
function slicesOf(events: Traced[]): Traced[] {
  let until = 0
  return events.filter(from('/zagaj.js')).filter((e) => e.dur).sort((a, b) => a.ts - b.ts || b.dur! - a.dur!).filter((e) => {
    if (e.ts < until) return false
    until = e.ts + e.dur!
    return true
  })
}

function workOf(events: Traced[]): Work {
  const ms = (e: Traced): number => {
    if (e.tdur === undefined) throw new Error(`no thread clock in ${e.name}: the figures would count waiting`)
    return e.tdur / 1000 * SLOWER
  }
  const shop = events.find(from('/halny.js'))! // the shop's own script tells which thread is the page's
  const tasks = events.filter((e) => e.name === 'RunTask' && e.dur && e.pid === shop.pid && e.tid === shop.tid)
  const slices = slicesOf(events)
  const ours = (task: Traced): number => sum(slices.filter((e) => e.ts >= task.ts && e.ts < task.ts + task.dur!).map(ms))
  return {
    all: sum(tasks.map(ms)), blocking: sum(tasks.map((e) => Math.max(0, ms(e) - LONG_MS))), slices: slices.map(ms),
    long: tasks.filter((e) => ms(e) >= LONG_MS && ours(e) > ms(e) / 2).length,
  }
}

/** A page of the shop, slowed down. Without the widget its script is not let through. */
async function visit(browser: Browser, house: House, widget: boolean): Promise<Page> {
  const page = await (await person(browser, 'phone')).newPage()
  const cdp = await slow(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setBlockedURLs', { urls: [widget ? '*/none.js' : '*/zagaj.js'] })
  await page.goto(house.shop)
  if (widget) await page.getByTestId('zagaj-launcher').waitFor()
  await page.waitForTimeout(SETTLE_MS)
  return page
}

/** What a visit makes the main thread do, at full speed: with the widget, with the script in its place, or with none. */
async function trace(browser: Browser, house: House, script?: string, before?: () => void): Promise<Traced[]> {
  const context = await person(browser, 'phone')
  const page = await context.newPage()
  if (before) await page.addInitScript(before)
  if (script !== undefined) {
    await page.route('**/zagaj.js', async (route) => {
      const shop = await page.locator('script[data-shop]').getAttribute('data-shop')
      await route.fulfill({ contentType: 'text/javascript', body: script.replace('SHOP', shop!) })
    })
  }
  await browser.startTracing(page, { categories: CATEGORIES })
  await page.goto(house.shop)
  if (script !== '') await page.getByTestId('zagaj-launcher').waitFor()
  await page.waitForTimeout(SETTLE_MS)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  await context.close()
  return traceEvents
}

/** Marks the beginning and the end of what the loader asks of the browser. */
function watched(): void {
  const wrap = (on: object, name: string, as = name): void => {
    const real = (on as Record<string, (...args: unknown[]) => unknown>)[name]!
    ;(on as Record<string, unknown>)[name] = function (this: unknown, ...args: unknown[]) {
      performance.mark(`+${as}`)
      try { return real.apply(this, args) } finally { performance.mark(`-${as}`) }
    }
  }
  wrap(Element.prototype, 'attachShadow')
  wrap(CSSStyleSheet.prototype, 'replaceSync')
  wrap(HTMLElement.prototype, 'showPopover')
  wrap(Element.prototype, 'append')
  wrap(Storage.prototype, 'getItem')
  wrap(Storage.prototype, 'setItem')
  wrap(Document.prototype, 'querySelector')
  wrap(Document.prototype, 'createElement')
  wrap(window, 'matchMedia')
  wrap(window, 'addEventListener')
  wrap(window, 'requestIdleCallback')
  wrap(WebSocket.prototype, 'send', 'WebSocket.send')
  wrap(JSON, 'parse')
  wrap(JSON, 'stringify')
  const Real = WebSocket
  const made = { line: (url: string) => new Real(url) }
  wrap(made, 'line', 'new WebSocket')
  window.WebSocket = class { constructor(url: string) { return made.line(url) } } as unknown as typeof WebSocket
}

/** What the loader's time consists of, in milliseconds of the thread at full speed: its slices, and within them calls of the browser, compiling,
 *  styles and layouts. Marks and the trace cost time themselves. */
function partsOf(events: Traced[]): object {
  const slices = slicesOf(events)
  const within = (e: Traced): boolean => slices.some((s) => s.pid === e.pid && s.tid === e.tid && e.ts >= s.ts && e.ts <= s.ts + s.dur!)
  const calls: Record<string, number> = {}
  const add = (name: string, us: number): void => { calls[name] = Math.round((calls[name] ?? 0) * 1000 + us) / 1000 }
  const begun: Record<string, number> = {}
  for (const e of events.filter(within).sort((a, b) => a.ts - b.ts)) {
    if (/^[+-]/.test(e.name)) {
      const name = e.name.slice(1)
      if (e.name.startsWith('+')) begun[name] = e.tts!
      else if (begun[name]) add(name, e.tts! - begun[name]!)
    } else if (e.tdur && /^(v8\.(compile|run)|Update(LayoutTree|Layer.*)|Layout|.*GC.*|Parse.*|.*Style.*)$/.test(e.name)) add(e.name, e.tdur)
  }
  return { slices: slices.map((e) => [e.name, Math.round(e.tdur!) / 1000]), calls }
}

/** What Lighthouse would tell of the page's paints. */
async function metrics(browser: Browser, house: House, widget: boolean): Promise<Metrics> {
  const page = await visit(browser, house, widget)
  const seen = await page.evaluate(async () => {
    const entries = (type: string): Promise<(PerformanceEntry & { value?: number })[]> => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries())).observe({ type, buffered: true })
      setTimeout(() => done([]), 300)
    })
    const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0)
    return {
      first: performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
      largest: (await entries('largest-contentful-paint')).at(-1)!.startTime,
      shift: sum((await entries('layout-shift')).map((e) => e.value!)),
      load: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd,
    }
  })
  await page.context().close()
  return seen
}

/** A tap: milliseconds from the click until the frame that shows the conversation has been drawn, of which the main thread worked so many, and
 *  what it worked from the finger's touch to the click. */
interface Opening { wall: number; work: number; pressWork: number }

/** Tells of a tap by marks, and of how long it took the conversation to be drawn by window.opened. All of it has run once when the page is given
 *  back: else compiling it would be counted. */
function watchOpening(): Promise<void> {
  const shown = (root: ParentNode & Node, done: () => void): void => {
    // Looking in every frame would ask for frames, each of which is work.
    const watch = new MutationObserver(() => {
      const panel = root.querySelector<HTMLElement>('.panel')
      if (!panel || panel.hidden) return
      watch.disconnect()
      requestAnimationFrame(() => {
        const drawn = new MessageChannel()
        drawn.port1.onmessage = () => { performance.mark('drawn'); done() }
        drawn.port2.postMessage('')
      })
    })
    watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['hidden'] })
  }
  const pressed = (): void => { performance.mark('pressed') }
  const tapped = (root: ParentNode & Node, at: number, done: (ms: number) => void): void => {
    performance.mark('tapped')
    shown(root, () => done(performance.now() - at))
  }
  return new Promise((ready) => {
    const trial = document.createElement('div')
    pressed()
    tapped(trial, 0, () => {
      addEventListener('pointerdown', pressed, { capture: true, once: true })
      Object.assign(window, { opened: new Promise((done) => {
        addEventListener('click', (e) => tapped(document.querySelector('zagaj-chat')!.shadowRoot!, e.timeStamp, done), { capture: true, once: true })
      }) })
      ready()
    })
    trial.append(Object.assign(document.createElement('i'), { className: 'panel' }))
  })
}

/** The launcher is tapped, the first thing the visitor does, by a finger that rests on it for so many milliseconds. A locator's tap would look at the
 *  page after it, in the middle of what is measured. */
async function open(browser: Browser, house: House, held: number): Promise<Opening> {
  const page = await (await person(browser, 'phone')).newPage()
  await page.goto(house.shop)
  const launcher = page.getByTestId('zagaj-launcher')
  await launcher.waitFor()
  await page.waitForTimeout(SETTLE_MS)
  const box = (await launcher.boundingBox())!
  const cdp = await page.context().newCDPSession(page)
  await page.evaluate(watchOpening)
  await browser.startTracing(page, { categories: ['blink.user_timing'] })
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] })
  if (held) await page.waitForTimeout(held)
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  const wall = await page.evaluate(() => (window as unknown as { opened: Promise<number> }).opened)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  await page.context().close()
  const last = (mark: string): Traced => traceEvents.findLast((e) => e.name === mark)!
  const [pressed, tapped, drawn] = [last('pressed'), last('tapped'), last('drawn')]
  return { wall, work: (drawn.tts! - tapped.tts!) / 1000, pressWork: (tapped.tts! - pressed.tts!) / 1000 }
}

/** What the visitor waits for at a quarter of the speed: what comes after the click, and what is worked while the finger rests on the glass, as far
 *  as four times of it takes longer than the finger rests. */
const waited = (o: Opening, held: number): number => o.wall + (SLOWER - 1) * o.work + (held && Math.max(0, SLOWER * o.pressWork - held))

/** A history for the widget, as the server would tell it: in parts, each asked for. */
async function long(page: Page): Promise<void> {
  const words = (seq: number): string => (seq === 1 ? 'Długa historia' : `Wiadomość ${seq} z długiej historii rozmowy, która zajmuje dwa wiersze.`)
  await page.routeWebSocket(/\/v1\/visitor\/socket/, (ws) => {
    const server = ws.connectToServer()
    server.onMessage((text) => ws.send(text))
    ws.onMessage((text) => {
      const f = JSON.parse(String(text)) as { t: string; conversation: string; after: number }
      if (f.t !== 'resume') { server.send(text); return }
      const messages = Array.from({ length: Math.min(AT_ONCE, HISTORY - f.after) }, (_, i) => f.after + i + 1).map((seq) => (
        { id: `h${seq}`, conversation: f.conversation, seq, role: seq % 2 ? 'visitor' : 'operator', author: 'a', name: 'Anna', text: words(seq), sent_at: Date.now() - (HISTORY - seq) * 60_000 }))
      ws.send(JSON.stringify({ t: 'tail', conversation: f.conversation, messages, more: f.after + AT_ONCE < HISTORY }))
    })
  })
}

/** The longest time between two frames while a history of 5,000 messages is scrolled from its end to its beginning. */
async function history(browser: Browser, house: House): Promise<number> {
  const context = await person(browser, 'phone')
  const page = await context.newPage()
  await page.goto(house.shop)
  await page.getByTestId('zagaj-launcher').tap()
  await page.getByTestId('zagaj-input').fill('Długa historia')
  await page.getByTestId('zagaj-send').tap()
  await page.getByTestId('zagaj-message').locator('time').waitFor()
  await long(page)
  await page.reload()
  await page.getByTestId('zagaj-message').filter({ hasText: `Wiadomość ${HISTORY} ` }).waitFor()
  await slow(page)
  const gap = await page.evaluate(() => new Promise<number>((done) => {
    const log = document.querySelector('zagaj-chat')!.shadowRoot!.querySelector<HTMLElement>('.log')!
    let last = performance.now()
    let longest = 0
    const step = (now: number): void => {
      longest = Math.max(longest, now - last)
      last = now
      if (log.scrollTop === 0 && log.textContent!.includes('Długa historia')) { done(longest); return }
      log.scrollTop = Math.max(0, log.scrollTop - 800)
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  }))
  await context.close()
  return gap
}

test('timings', async () => {
  const house = await House.open(3600)
  const browser = await launch()
  await signIn(await (await person(browser, 'desktop')).newPage(), house) // somebody can answer: the launcher shows
  const scrolled = await history(browser, house) // while there is a seat for it
  const [ours, bare, none]: Work[][] = [[], [], []]
  const [withIt, without]: Metrics[][] = [[], []]
  const [opened, instant]: Opening[][] = [[], []]
  for (let i = 0; i < ROUNDS; i++) {
    ours!.push(workOf(await trace(browser, house)))
    bare!.push(workOf(await trace(browser, house, BARE)))
    none!.push(workOf(await trace(browser, house, '')))
    without!.push(await metrics(browser, house, false))
    withIt!.push(await metrics(browser, house, true))
    opened!.push(await open(browser, house, HELD_MS))
    instant!.push(await open(browser, house, 0))
  }
  const of = (work: Work[], paints: Metrics[]): object => ({
    ...Object.fromEntries((['first', 'largest', 'shift', 'load'] as const).map((key) => [key, median(paints.map((m) => m[key]))])),
    all: median(work.map((w) => w.all)), blocking: median(work.map((w) => w.blocking)),
  })
  const figures = {
    loader: median(ours!.map((w) => sum(w.slices))), bare: median(bare!.map((w) => sum(w.slices))),
    slice: median(ours!.map((w) => Math.max(...w.slices))), bareSlice: median(bare!.map((w) => Math.max(...w.slices))),
    long: Math.max(...ours!.map((w) => w.long)), with: of(ours!, withIt!), without: of(none!, without!), history: scrolled,
    open: median(opened!.map((o) => waited(o, HELD_MS))), openInstant: median(instant!.map((o) => waited(o, 0))),
  }
  console.log(`parts ${JSON.stringify(partsOf(await trace(browser, house, undefined, watched)))}`)
  console.log(`openings at full speed ${JSON.stringify({ held: opened, instant })}`)
  console.log(`timings ${JSON.stringify(figures)}`)
  expect(figures.loader).toBeGreaterThan(0)
  await browser.close()
  await house.close()
})
