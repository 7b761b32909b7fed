import { createHmac } from 'node:crypto'

import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'
import { PAYLOADS } from './payloads'
import { screens, turn, watch, type Watch } from './walls'

// Each payload goes into every text field there is, through the front door; then every place that shows one is looked at. A payload must
// neither run nor be refused by the content policy (it would have become markup before that), and no element may have been made of it.

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.open(3600); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

/** Where payloads were seen as text, by the place's own name; and what was made of one that should not have been. */
interface Seen { places: Record<string, number[]>; alive: string[] }

/** Reads the whole document, with open shadow roots: texts that show a payload, and elements or attributes that are one. */
function look(): Seen {
  const places: Record<string, number[]> = {}, alive: string[] = []
  const visit = (root: Document | ShadowRoot | Element): void => {
    for (const el of root.querySelectorAll('*')) {
      if (el.shadowRoot) visit(el.shadowRoot)
      for (const a of el.attributes) {
        if ((/^on/i.test(a.name) && /zgx/.test(a.value)) || (/^(href|src|action|formaction|data|srcdoc|xlink:href)$/.test(a.name) && /^\s*(java\s*script|vbscript|data:text)/i.test(a.value))) alive.push(`${el.tagName} ${a.name}=${a.value}`)
        note(`${el.tagName.toLowerCase()}@${a.name}`, a.value)
      }
      if (/^(script|style)$/i.test(el.tagName)) { if (/zgx\(\d/.test(el.textContent ?? '')) alive.push(el.outerHTML.slice(0, 200)) } else {
        for (const n of el.childNodes) if (n.nodeType === Node.TEXT_NODE) note(`${el.tagName.toLowerCase()}.${[...el.classList].filter((c) => !c.startsWith('svelte-')).join('.')}`, n.nodeValue ?? '')
        if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) note(`${el.tagName.toLowerCase()}=${el.name || el.className}`, el.value)
      }
    }
  }
  function note(place: string, text: string): void {
    for (const m of text.matchAll(/zgx\((\d+)/g)) {
      const list = places[place] ??= []
      if (!list.includes(Number(m[1]))) list.push(Number(m[1]))
    }
  }
  visit(document)
  note('title', document.title)
  return { places, alive }
}

/** What a crawl has seen so far. */
class Crawl {
  readonly pairs = new Set<string>()
  readonly places = new Set<string>()
  readonly payloads = new Set<number>()
  readonly alive: string[] = []

  async read(page: Page, where: string): Promise<void> {
    const { places, alive } = await page.evaluate(look)
    this.alive.push(...alive.map((a) => `${where}: ${a}`))
    for (const [place, numbers] of Object.entries(places)) for (const n of numbers) {
      this.places.add(`${where} ${place}`)
      this.payloads.add(n)
      this.pairs.add(`${where} ${place} ${n}`)
    }
  }
}

/** A page of the shop without the chat in it, from which sockets may be opened. */
async function shopPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${house.shop}halny.css`)
  return page
}

/** One visitor a payload: it stands in all that a browser tells, and in a message. Answers the conversations' ids. */
async function visitors(page: Page): Promise<string[]> {
  return page.evaluate(async ([address, payloads]) => {
    const talk = (p: string, n: number): Promise<string> => new Promise((done, failed) => {
      const money = { minor: 100, currency: 'PLN' }
      const at = (k: string): string => `${p} ${k}`
      const facts = { url: p, title: at('title'), type: 'product', product: p, name: at('name'), category: at('category'), brand: at('brand'), price: money, image: p, campaign: p,
        variants: [p], referrer: p, sku: p, stock: 'in', delivery: p, specs: [{ name: p, value: at('spec') }] }
      const dial = (): void => {
        const ws = new WebSocket(address)
        let welcomed = false
        ws.onopen = () => ws.send(JSON.stringify({ t: 'hello', shop: 'demo', tab: `tab${n}`, page: facts, device: p, lang: 'pl', zone: p, nav: p, consent: true, visible: true, cart: `cart${n}` }))
        ws.onmessage = (e) => {
          const f = JSON.parse(String(e.data)) as { t: string; id?: string; conversation?: string; message?: string }
          if (f.t === 'welcome' && !welcomed) {
            welcomed = true
            ws.send(JSON.stringify({ t: 'pulse', n: p, cat: p, p }))
            ws.send(JSON.stringify({ t: 'say', id: `m${n}`, text: at('say') }))
          }
          if (f.t === 'ack') { ws.send(JSON.stringify({ t: 'ds', r: 1, s: at('draft') })); done(f.conversation!) }
          if (f.t === 'error') failed(new Error(`${n}: ${f.message}`))
        }
        ws.onclose = () => { if (!welcomed) setTimeout(dial, 500) } // too many at once from one address
      }
      dial()
    })
    const ids: string[] = []
    for (const [n, p] of payloads.entries()) ids.push(await talk(p, n))
    return ids
  }, [`${house.panel.replace(/^http/, 'ws').replace(/\/panel\/$/, '')}/v1/visitor/socket`, PAYLOADS] as const)
}

/** Answers a call of the panel's API as the page that is signed in; 0 when it is refused as not well formed, which is as good. */
async function call(page: Page, method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  return page.evaluate(async ([m, to, b]) => {
    const r = await fetch(`/v1/panel/${to}`, { method: m, headers: { 'Content-Type': 'application/json' }, ...(m !== 'GET' && { body: JSON.stringify(b) }) })
    if (r.status >= 500) throw new Error(`${m} ${to}: ${r.status}`)
    return r.status === 204 ? {} : { status: r.status, ...(await r.json() as object) }
  }, [method, path, body] as const)
}

/** The platform's cart and order of each visitor, signed as a shop's own. */
async function deliveries(page: Page): Promise<void> {
  const made = await call(page, 'POST', 'installations', { platform: 'standard' }) as { url: string; secret: string }
  const key = Buffer.from(made.secret.replace('whsec_', ''), 'base64')
  const post = async (id: string, body: string): Promise<void> => {
    const at = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
    const r = await page.request.post(new URL(new URL(made.url).pathname, house.panel).href, { data: Buffer.from(body), headers: { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` } })
    expect(r.status(), await r.text()).toBe(200)
  }
  for (const [n, p] of PAYLOADS.entries()) {
    const lines = [{ product: p, sku: p, name: `${p} line`, variant: p, category: p, quantity: 1, price: '1.00', image: p }]
    const data = { id: `cart${n}`, version: 1, currency: 'PLN', total: '1.00', coupons: [p], customer: p, lines }
    await post(`c${n}`, JSON.stringify({ type: 'cart.updated', occurred_at: Date.now(), data }))
    await post(`o${n}`, JSON.stringify({ type: 'order.created', occurred_at: Date.now(), data: { ...data, id: `order${n}`, cart: `cart${n}`, number: p } }))
    if (n % 10 === 0) await post(`q${n}`, JSON.stringify({ type: p, occurred_at: Date.now(), data }))
  }
}

/** What operators and merchants write, with each payload. Answers the numbers of those that a rule could be named after. */
async function settings(page: Page, conversations: string[]): Promise<number[]> {
  const named: number[] = []
  for (const [n, p] of PAYLOADS.entries()) {
    await call(page, 'POST', 'answers', { id: `answer${n}`, shortcut: p, folder: p, text: p, language: 'pl' })
    const rule = await call(page, 'PUT', 'rules', { id: `rule${n}`, name: p, enabled: false, when: [{ fact: 'pulse', of: p, within: 60 }], text: { pl: p } })
    if (Number(rule['status'] ?? 204) < 300) named.push(n)
    await call(page, 'PUT', `conversations/${conversations[n]}/label`, { kind: 'sale', tags: [p] })
    await call(page, 'POST', `conversations/${conversations[n]}/notes`, { id: `note${n}`, text: p })
    if (n < 30) await call(page, 'POST', 'promises', { id: `promise${n}`, conversation: conversations[n], text: p, due_at: Date.now() + 3_600_000 })
    if (n < 20) await call(page, 'POST', 'keys', { name: p, scope: 'read' })
    if (n < 10) await call(page, 'POST', 'endpoints', { url: `https://h.example/?${p}`, kinds: ['message.said'] })
    if (n < 20) await call(page, 'POST', 'invitations', { email: `${p}@x.example`, role: 'viewer' })
  }
  for (let from = 0; from < PAYLOADS.length; from += 90) {
    const part = PAYLOADS.slice(from, from + 90)
    await call(page, 'PUT', 'questions', { questions: part.map((p, n) => ({ id: `question${from + n}`, text: { pl: p }, answer: { pl: p } })) })
  }
  return named
}

test('no payload runs, is refused or becomes an element, in any field, at any place of the panel', async () => {
  const worker = await person(browser, 'desktop')
  const w = await watch(worker)
  const operator = await worker.newPage()
  await signIn(operator, house)
  await operator.getByTestId('available').click() // whoever waits, waits: nobody is handed a conversation
  const shopper = await person(browser, 'desktop')
  const ids = await visitors(await shopPage(shopper))
  expect(ids.length).toBeGreaterThanOrEqual(100)
  await deliveries(operator)
  const rules = await settings(operator, ids)
  expect(rules.length).toBeGreaterThan(50)
  await operator.goto(house.panel)
  const crawl = new Crawl()
  const all = await screens(operator)
  for (const path of all) {
    await turn(operator, path)
    await operator.getByRole('heading').first().waitFor()
    await expect(operator.locator('[aria-busy=true]')).toHaveCount(0)
    await crawl.read(operator, path)
  }
  for (const [n, id] of ids.entries()) {
    await turn(operator, `/panel/c/${id}`)
    const column = operator.getByTestId('column').filter({ hasText: `zgx(${n})` }).filter({ hasText: 'say' })
    await column.first().waitFor()
    await operator.getByTestId('product-name').filter({ hasText: `zgx(${n})` }).first().waitFor()
    await operator.getByTestId('note').filter({ hasText: `zgx(${n})` }).first().waitFor()
    await crawl.read(operator, '/panel/c')
    await column.locator('details button').last().evaluate((b) => (b as HTMLButtonElement).click()) // put away: one at a time stands beside its facts
    await expect(operator.getByTestId('column')).toHaveCount(0)
  }
  for (const n of rules.filter((_, i) => i % 20 === 0)) {
    await turn(operator, `/panel/settings/rules/rule${n}`)
    await expect(operator.getByTestId('rule-name')).toHaveValue(new RegExp(`zgx\\(${n}\\b`))
    await crawl.read(operator, '/panel/settings/rules/one')
  }
  await turn(operator, '/panel/history?q=zgx')
  await operator.getByTestId('found').first().waitFor()
  await crawl.read(operator, '/panel/history?q')
  console.log(`xss: ${crawl.pairs.size} cases: ${crawl.payloads.size} payloads, ${crawl.places.size} places of the panel`)
  expect(w.hits).toEqual([])
  expect(w.faults).toEqual([])
  expect(crawl.alive).toEqual([])
  expect(crawl.payloads.size).toBeGreaterThanOrEqual(100)
  expect(crawl.places.size).toBeGreaterThan(25)
  await Promise.all([worker.close(), shopper.close()])
})

/** The widget with a server in between that says what it is told to. */
async function widget(context: BrowserContext): Promise<{ page: Page; say: (frame: object) => void }> {
  const page = await context.newPage()
  let say: (frame: object) => void = () => undefined
  await page.routeWebSocket(/\/v1\/visitor\/socket/, (ws) => {
    ws.connectToServer()
    say = (frame) => ws.send(JSON.stringify(frame))
  })
  await page.goto(`${house.shop}produkt/buty-turnia`)
  await page.getByTestId('zagaj-launcher').click()
  await page.getByTestId('zagaj-input').fill('x')
  await page.getByTestId('zagaj-send').click()
  await expect(page.getByTestId('zagaj-message')).toHaveCount(1)
  return { page, say: (frame) => say(frame) }
}

/** Frames that put each payload into all that a server can tell the widget. */
function told(conversation: string): object[] {
  const messages = PAYLOADS.map((p, n) => ({ id: `w${n}`, conversation, seq: n + 2, role: n % 3 === 2 ? 'system' : 'operator', author: 'anna', name: p, text: p, sent_at: Date.now(),
    ...(n % 3 === 1 && { kind: 'photo_ask' }) }))
  const face = (p: string): object => ({ operator: 'anna', name: p, initials: p.slice(0, 40), photo: p })
  return [
    { t: 'tail', conversation, messages, more: false },
    ...PAYLOADS.flatMap((p, n) => [
      { t: 'questions', questions: [{ id: `q${n}`, text: p, answer: p }] },
      { t: 'conversation', conversation: { id: conversation, visitor: 'v', operator: 'anna', offer: '', state: 'open', seq: PAYLOADS.length + 1, preview: p, waiting: false, created_at: 1, updated_at: 1, closed_at: 0 }, face: face(p) },
      { t: 'order', id: `order${n}`, found: true, number: p, status: p, placed_at: 1 },
    ]),
  ]
}

test('no payload runs, is refused or becomes an element in the widget, whatever the server tells it', async () => {
  const worker = await person(browser, 'desktop')
  await signIn(await worker.newPage(), house) // somebody can answer: the launcher shows
  const shopper = await person(browser, 'desktop')
  const w: Watch = await watch(shopper)
  const { page, say } = await widget(shopper)
  const id = await page.evaluate(() => Object.values({ ...localStorage, ...sessionStorage }).map((v) => /"conversation":"([^"]+)"/.exec(String(v))?.[1]).find(Boolean) ?? '')
  const crawl = new Crawl()
  for (const frame of told(id)) say(frame)
  await page.getByTestId('zagaj-message').nth(PAYLOADS.length).waitFor()
  await crawl.read(page, 'conversation')
  const fresh = await (await person(browser, 'desktop')).newPage()
  const offers = await watch(fresh.context())
  let offer: (frame: object) => void = () => undefined
  await fresh.routeWebSocket(/\/v1\/visitor\/socket/, (ws) => { ws.connectToServer(); offer = (frame) => ws.send(JSON.stringify(frame)) })
  await fresh.goto(`${house.shop}produkt/buty-turnia`)
  await fresh.getByTestId('zagaj-launcher').waitFor()
  for (const [n, p] of PAYLOADS.entries()) {
    offer({ t: 'offer', offer: `o${n}`, tab: '', face: { operator: 'anna', name: p, initials: 'A', photo: p }, text: p, questions: [{ id: 'q', text: p }], expires_ms: 60_000 })
    await fresh.getByTestId('zagaj-offer').filter({ hasText: `zgx(${n})` }).first().waitFor()
    await crawl.read(fresh, 'offer')
    offer({ t: 'withdraw', offer: `o${n}`, reason: 'shop' })
    await fresh.getByTestId('zagaj-offer').waitFor({ state: 'hidden' })
  }
  console.log(`xss: ${crawl.pairs.size} cases: ${crawl.payloads.size} payloads, ${crawl.places.size} places of the widget`)
  expect([...w.hits, ...offers.hits]).toEqual([])
  expect([...w.faults, ...offers.faults]).toEqual([])
  expect(crawl.alive).toEqual([])
  expect(crawl.payloads.size).toBeGreaterThanOrEqual(100)
  await Promise.all([worker.close(), shopper.close(), fresh.context().close()])
})

/** Makes every text that a script writes become markup too, as a careless line of code would. */
function careless(): void {
  for (const [proto, name] of [[Node.prototype, 'textContent'], [Node.prototype, 'nodeValue']] as const) {
    const was = Object.getOwnPropertyDescriptor(proto, name)!
    Object.defineProperty(proto, name, { ...was, set(this: Node, v: unknown) {
      was.set!.call(this, v)
      const at = this.nodeType === Node.TEXT_NODE ? this.parentElement : this
      if (at instanceof HTMLElement && /zgx\(\d/.test(String(v))) at.innerHTML = String(v)
    } })
  }
}

for (const fenced of [true, false]) {
  test(`a careless sink is seen: ${fenced ? 'the policy refuses it, and that counts' : 'without the policy it runs'}`, async () => {
    const worker = await browser.newContext({ bypassCSP: !fenced })
    const w = await watch(worker)
    await worker.addInitScript(careless)
    const operator = await worker.newPage()
    await signIn(operator, house)
    for (const [n, p] of PAYLOADS.slice(0, 26).entries()) await call(operator, 'POST', 'answers', { id: `careless${n}`, shortcut: p, folder: '', text: p, language: 'pl' })
    await operator.goto(`${house.panel}settings/answers`)
    await operator.getByRole('heading').first().waitFor()
    const seen = new Crawl()
    if (fenced) await expect.poll(() => w.faults.length).toBeGreaterThan(0)
    else {
      await expect.poll(() => w.hits.length).toBeGreaterThan(0)
      await seen.read(operator, 'careless')
      expect(seen.alive.length).toBeGreaterThan(0)
    }
    expect(fenced ? w.hits : []).toEqual([])
    await worker.close()
  })
}
