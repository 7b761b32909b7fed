import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'

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
    await column.getByTestId('talk-menu').evaluate((s) => (s as HTMLElement).click()) // a menu is made when it is opened
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

/** The keys of the widget's texts, as its sources name them. */
const KEYS = [...new Set(['lang/en.ts', 'more.ts', 'order.ts'].flatMap((f) => [...readFileSync(new URL(`../visitor/${f}`, import.meta.url), 'utf8').matchAll(/(\w+): '/g)].map(([, key]) => key!)))]

type Told = Record<string, unknown> & { t: string }

/** The widget with a server in between that says what it is told to, and answers in the real one's place what answer() answers. */
interface Between { page: Page; watch: Watch; say(frame: object): void; conversation(): string; answer(to: (frame: Told) => object | undefined): void }

/** words: what stands in the shop's own name and texts. */
async function between(words: (key: string, n: number) => string): Promise<Between> {
  const context = await person(browser, 'desktop')
  const watched = await watch(context)
  const page = await context.newPage()
  let conversation = ''
  let say: (frame: object) => void = () => undefined
  let answer: (frame: Told) => object | undefined = () => undefined
  await page.routeWebSocket(/\/v1\/visitor\/socket/, (ws) => {
    const server = ws.connectToServer()
    say = (frame) => ws.send(JSON.stringify(frame))
    ws.onMessage((text) => {
      const own = answer(JSON.parse(String(text)) as Told)
      if (own) say(own)
      else server.send(text)
    })
    server.onMessage((text) => {
      const f = JSON.parse(String(text)) as Told & { conversation?: { id: string } }
      if (f.t === 'conversation') conversation = f.conversation!.id
      if (f.t === 'questions') return // the page asks when it likes; what is suggested is told by the crawl alone
      ws.send(f.t !== 'welcome' ? text : JSON.stringify({ ...f, name: words('name', 0), letters: true, photos: true,
        texts: { pl: Object.fromEntries(KEYS.map((key, n) => [key, words(key, n)])) } }))
    })
  })
  await page.goto(`${house.shop}produkt/buty-turnia`)
  await page.getByTestId('zagaj-launcher').waitFor()
  return { page, watch: watched, say: (frame) => say(frame), conversation: () => conversation, answer: (to) => { answer = to } }
}

const face = (p: string): object => ({ operator: 'anna', name: p, initials: p.slice(0, 40), photo: p })

/** Suggested questions and the shop's answers to them, each with a payload, and all of them tapped. */
async function questions({ page, say }: Between, crawl: Crawl): Promise<void> {
  await page.getByTestId('zagaj-launcher').click()
  await page.getByTestId('zagaj-input').waitFor()
  say({ t: 'questions', questions: PAYLOADS.map((p, n) => ({ id: `q${n}`, text: p, answer: `${p} answer` })) })
  const chips = page.getByTestId('zagaj-panel').getByTestId('zagaj-question')
  await expect(chips).toHaveCount(PAYLOADS.length)
  await crawl.read(page, 'questions')
  await chips.evaluateAll((all) => { for (const _ of all) document.querySelector('zagaj-chat')!.shadowRoot!.querySelector<HTMLElement>('.log [data-testid=zagaj-question]')!.click() })
  await expect(chips).toHaveCount(0)
  await crawl.read(page, 'answers')
}

/** Messages of all kinds, and the face of who answers. In portions: of a long conversation a hundred lines are drawn. */
async function messages({ page, say, conversation }: Between, crawl: Crawl): Promise<void> {
  await page.getByTestId('zagaj-input').fill('x')
  await page.getByTestId('zagaj-send').click()
  await page.getByTestId('zagaj-message').locator('time').waitFor()
  const about = { conversation: conversation(), author: 'anna', sent_at: Date.now() + 60_000 }
  for (let from = 0; from < PAYLOADS.length; from += 40) {
    const part = PAYLOADS.slice(from, from + 40).map((p, i) => [p, from + i] as const)
    say({ t: 'tail', conversation: about.conversation, more: false, messages: part.flatMap(([p, n]) => [
      { ...about, id: `w${n}`, seq: 100 + 2 * n, role: 'operator', name: p, text: `${p} says`, ...(n % 3 === 1 && { kind: 'photo_ask' }) },
      { ...about, id: n % 2 ? `s${n}` : `promise:${n}`, seq: 101 + 2 * n, role: 'system', name: '', text: `${p} line` },
    ]) })
    await page.getByTestId('zagaj-panel').getByText(`${part.at(-1)![0]} line`).first().waitFor()
    await crawl.read(page, 'conversation')
  }
  for (const p of PAYLOADS) {
    say({ t: 'conversation', conversation: { id: about.conversation, visitor: 'v', operator: 'anna', offer: '', state: 'open', seq: 2, preview: p, waiting: false, created_at: 1, updated_at: 1, closed_at: 0 }, face: face(p) })
    await expect(page.getByTestId('zagaj-panel').locator('header strong')).toHaveText(p.replace(/\s+/g, ' ').trim())
    await crawl.read(page, 'header')
  }
}

/** What the server says of an order, which stands in a box of its own. */
async function orders({ page, answer }: Between, crawl: Crawl): Promise<void> {
  await page.getByTestId('zagaj-menu').click()
  await page.getByTestId('zagaj-order').click()
  await page.getByTestId('zagaj-order-proof').fill('00-001')
  for (const p of PAYLOADS) {
    answer((f) => (f.t === 'order' ? { t: 'order', id: f['id'], found: true, number: `${p} order`, status: 'paid', placed_at: 1 } : undefined))
    await page.getByTestId('zagaj-order-number').fill(p)
    await page.getByTestId('zagaj-order-look').click()
    await expect(page.getByTestId('zagaj-order-box').getByRole('status')).toContainText(`${p.replace(/\s+/g, ' ').trim()} order`)
    await crawl.read(page, 'order')
  }
}

async function offers({ page, say }: Between, crawl: Crawl): Promise<void> {
  for (const [n, p] of PAYLOADS.entries()) {
    say({ t: 'offer', offer: `o${n}`, tab: '', face: face(p), text: `${p} offer`, questions: [{ id: 'q', text: p }], expires_ms: 600_000 })
    await page.getByTestId('zagaj-offer').filter({ hasText: `${p.replace(/\s+/g, ' ').trim()} offer` }).waitFor()
    await crawl.read(page, 'offer')
  }
  say({ t: 'withdraw', offer: `o${PAYLOADS.length - 1}`, reason: 'shop' })
  await page.getByTestId('zagaj-offer').waitFor({ state: 'hidden' })
}

test('no payload runs, is refused or becomes an element in the widget, whatever the server tells it', async () => {
  const worker = await person(browser, 'desktop')
  await signIn(await worker.newPage(), house) // somebody can answer: the launcher shows
  const crawl = new Crawl()
  const plain = await between((key) => (key === 'found' ? '{number} {status}' : key))
  await offers(plain, crawl)
  await questions(plain, crawl)
  await messages(plain, crawl)
  await orders(plain, crawl)
  const all = [plain]
  for (let from = 0; from < PAYLOADS.length; from += 50) { // the shop's own words, of which there are some sixty
    const own = await between((_, n) => PAYLOADS[(from + n) % PAYLOADS.length]!)
    all.push(own)
    await crawl.read(own.page, 'own words')
    await own.page.getByTestId('zagaj-launcher').click()
    await own.page.getByTestId('zagaj-input').waitFor()
    await own.page.getByTestId('zagaj-photo').waitFor()
    await own.page.getByTestId('zagaj-menu').click()
    await own.page.getByTestId('zagaj-order').waitFor()
    await crawl.read(own.page, 'own words')
  }
  console.log(`xss: ${crawl.pairs.size} cases: ${crawl.payloads.size} payloads, ${crawl.places.size} places of the widget`)
  expect(all.flatMap((b) => b.watch.hits)).toEqual([])
  expect(all.flatMap((b) => b.watch.faults)).toEqual([])
  expect(crawl.alive).toEqual([])
  expect(crawl.payloads.size).toBe(PAYLOADS.length)
  for (const place of ['offer', 'questions', 'answers', 'conversation', 'header', 'order', 'own words']) expect([...crawl.places].some((p) => p.startsWith(`${place} `)), place).toBe(true)
  await Promise.all([worker.close(), ...all.map((b) => b.page.context().close())])
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
      // What runs may do so before it is put into the document.
      await expect.poll(async () => { await seen.read(operator, 'careless'); return seen.alive.length }).toBeGreaterThan(0)
    }
    expect(fenced ? w.hits : []).toEqual([])
    await worker.close()
  })
}
