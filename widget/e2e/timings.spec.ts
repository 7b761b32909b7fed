import { expect, test, type Browser, type CDPSession, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'

// What the widget costs a page of the demo shop, on a phone's screen and a processor four times slower. `make bench` runs it
// and reads the line it prints; a figure is the median of the rounds, with the widget and without it in turn.

const ROUNDS = 3
const SLOWER = 4
const HISTORY = 5000
const AT_ONCE = 500
const LONG_MS = 50
/** After the page's load event; the loader has its line by then. */
const SETTLE_MS = 1500

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

/** tdur leaves out the time in which the machine did something else. Microseconds. */
interface Traced { name: string; ts: number; dur?: number; tdur?: number; pid: number; tid: number; args: { data?: { url?: string; fileName?: string } } }

interface Metrics { first: number; largest: number; blocking: number; shift: number; load: number }

const median = (list: number[]): number => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!

async function slow(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  return cdp
}

/** Milliseconds of the main thread in which the loader ran, with the styles and layouts it asked for, from its evaluation until
 *  the page has settled, and how many tasks of 50 ms or more were mostly its own. */
function ofLoader(events: Traced[]): { ours: number; long: number } {
  const mine = events.filter((e) => e.dur && ['EvaluateScript', 'v8.compile', 'FunctionCall', 'EventDispatch', 'TimerFire'].includes(e.name) && (e.args.data?.url ?? e.args.data?.fileName)?.endsWith('/zagaj.js'))
  const spent = (e: Traced): number => (e.tdur ?? e.dur!) / 1000
  let until = 0
  let ours = 0
  for (const e of mine.sort((a, b) => a.ts - b.ts || b.dur! - a.dur!)) { // what lies within another is not counted twice
    if (e.ts < until) continue
    ours += spent(e)
    until = e.ts + e.dur!
  }
  const within = (task: Traced): number => mine.filter((e) => e.pid === task.pid && e.tid === task.tid && e.ts >= task.ts && e.ts < task.ts + task.dur!).reduce((sum, e) => Math.max(sum, spent(e)), 0)
  return { ours, long: events.filter((e) => e.name === 'RunTask' && e.dur && spent(e) >= LONG_MS && within(e) > spent(e) / 2).length }
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

/** Chromium makes a processor slower by letting the thread spin for three times as long as has passed since it last looked, be
 *  it for work or for waiting: an idle page spins, too, and what waits for the store or for its turn on a busy machine is
 *  counted thrice more. So the time of the loader is taken at full speed, and multiplied. */
async function loader(browser: Browser, house: House, rate: number, script?: string): Promise<{ ours: number; long: number }> {
  const context = await person(browser, 'phone')
  const page = await context.newPage()
  if (script) {
    await page.route('**/zagaj.js', async (route) => {
      const shop = await page.locator('script[data-shop]').getAttribute('data-shop')
      await route.fulfill({ contentType: 'text/javascript', body: script.replace('SHOP', shop!) })
    })
  }
  if (rate > 1) await slow(page)
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8', 'toplevel', 'disabled-by-default-devtools.timeline'] })
  await page.goto(house.shop)
  await page.getByTestId('zagaj-launcher').waitFor()
  await page.waitForTimeout(SETTLE_MS)
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  await context.close()
  return ofLoader(trace.traceEvents)
}

/** What Lighthouse would tell of the page; blocking is the part of tasks beyond 50 ms. */
async function metrics(browser: Browser, house: House, widget: boolean): Promise<Metrics> {
  const page = await visit(browser, house, widget)
  const seen = await page.evaluate(async (long) => {
    const entries = (type: string): Promise<(PerformanceEntry & { value?: number })[]> => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries())).observe({ type, buffered: true })
      setTimeout(() => done([]), 300)
    })
    const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0)
    return {
      first: performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
      largest: (await entries('largest-contentful-paint')).at(-1)!.startTime,
      blocking: sum((await entries('longtask')).map((e) => e.duration - long)),
      shift: sum((await entries('layout-shift')).map((e) => e.value!)),
      load: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd,
    }
  }, LONG_MS)
  await page.context().close()
  return seen
}

/** Milliseconds from the tap on the launcher until the frame that shows the conversation has been drawn. */
async function open(browser: Browser, house: House): Promise<number> {
  const page = await visit(browser, house, true)
  const opened = page.evaluate(() => new Promise<number>((done) => {
    addEventListener('click', (e) => {
      const began = e.timeStamp
      const look = (): void => {
        const panel = document.querySelector('zagaj-chat')?.shadowRoot?.querySelector<HTMLElement>('.panel')
        if (!panel || panel.hidden) { requestAnimationFrame(look); return }
        const drawn = new MessageChannel()
        drawn.port1.onmessage = () => done(performance.now() - began)
        drawn.port2.postMessage('')
      }
      requestAnimationFrame(look)
    }, { capture: true, once: true })
  }))
  await page.getByTestId('zagaj-launcher').tap()
  const ms = await opened
  await page.context().close()
  return ms
}

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
  const [loads, bare, longs, withIt, without, opened]: [number[], number[], number[], Metrics[], Metrics[], number[]] = [[], [], [], [], [], []]
  for (let i = 0; i < ROUNDS; i++) {
    loads.push((await loader(browser, house, 1)).ours * SLOWER)
    bare.push((await loader(browser, house, 1, BARE)).ours * SLOWER)
    longs.push((await loader(browser, house, SLOWER)).long)
    without.push(await metrics(browser, house, false))
    withIt.push(await metrics(browser, house, true))
    opened.push(await open(browser, house))
  }
  const of = (list: Metrics[]): Metrics => Object.fromEntries((['first', 'largest', 'blocking', 'shift', 'load'] as const).map((key) => [key, median(list.map((m) => m[key]))])) as unknown as Metrics
  const figures = { loader: median(loads), bare: median(bare), long: Math.max(...longs), with: of(withIt), without: of(without), open: median(opened), history: scrolled }
  console.log(`timings ${JSON.stringify(figures)}`)
  expect(figures.loader).toBeGreaterThan(0)
  await browser.close()
  await house.close()
})
