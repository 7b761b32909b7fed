import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import type { FromVisitor } from '../wire/frames'
import { pageFacts } from './facts'
import type { Link, Measure } from './link'
import { startMeasure } from './measure'
import { makeStore } from './store'

// The measuring part on one page: what it tells the server, and what it keeps to itself.
const sent: FromVisitor[] = []
const beacons: { tab: string; edges: { s: string }[] }[] = []
let up = true
let agreed = true
let welcome: object | undefined
const root = document.createElement('div').attachShadow({ mode: 'open' })
let measure: Measure
/** What was told when it began, and after a moment with nothing to do. */
const begun: FromVisitor[][] = []
const pulses = (name: string): FromVisitor[] => sent.filter((f) => f.t === 'pulse' && f.n === name)
const pages = (nav: string): FromVisitor[] => sent.filter((f) => f.t === 'page' && f.nav === nav)
const head = (html: string): void => { document.head.innerHTML = html }
const linkedData = (what: object): void => { head(`<script type="application/ld+json">${JSON.stringify({ '@type': 'Product', ...what })}</script>`) }
const hide = (hidden: boolean): void => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}

beforeAll(() => {
  vi.useFakeTimers({ now: performance.timeOrigin + 1000 })
  navigator.sendBeacon = (_, body) => { beacons.push(JSON.parse(String(body)) as (typeof beacons)[0]); return true }
  const store = makeStore(() => localStorage, 'k')
  store.set('token', 'secret')
  const link = { origin: 'https://chat.example', tab: 'tab1', set: { shop: 'k', size: '.guide' } as DOMStringMap, store, session: makeStore(() => sessionStorage, 'k'), root, calls: [], page: { url: '' }, consent: () => agreed, allow() {}, welcome: () => welcome,
    send(f: FromVisitor) { if (up) sent.push(f); return up }, show() {} } as unknown as Link
  window.dataLayer = []
  measure = startMeasure(link, [])
  begun.push([...sent])
  vi.advanceTimersByTime(1)
  begun.push([...sent])
})
beforeEach(() => { sent.length = beacons.length = 0; head('') })
afterEach(() => { up = agreed = true; document.documentElement.lang = '' })

test('the time zone, which a browser takes long to tell, is asked for by itself and kept for the tab', () => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  expect(begun.map((told) => told.map((f) => 'zone' in f && f.zone))).toEqual([[undefined], [undefined, timeZone]])
  expect(sessionStorage.getItem('zagaj:k:zone')).toBe(timeZone)
})

const leave = (): void => { document.dispatchEvent(new MouseEvent('mouseout', { clientY: 0, bubbles: true })); vi.advanceTimersByTime(200) }

test('leaving by the upper edge is no exit within ten seconds, and one afterwards', () => {
  leave()
  expect(pulses('exit')).toHaveLength(0)
  vi.advanceTimersByTime(10_000)
  leave()
  expect(pulses('exit')).toHaveLength(1)
})

test('coming back at once, or writing in a field, is no exit', () => {
  vi.advanceTimersByTime(20_000)
  document.dispatchEvent(new MouseEvent('mouseout', { clientY: 0, bubbles: true }))
  document.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
  vi.advanceTimersByTime(200)
  document.body.innerHTML = '<input>'
  const field = document.querySelector('input')!
  field.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
  leave()
  field.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
  expect(pulses('exit')).toHaveLength(0)
})

test('another path or search is another view, once; a fragment or an advertisement\'s mark is none', () => {
  for (const to of ['/shoes', '/shoes?size=42', '/shoes?size=42#reviews']) history.pushState(null, '', to)
  vi.advanceTimersByTime(200)
  expect(pages('spa')).toHaveLength(1)
  history.replaceState(null, '', '/shoes?size=42&utm_source=letter')
  vi.advanceTimersByTime(200)
  expect(pages('spa')).toHaveLength(1)
  history.pushState(null, '', '/shoes?size=43')
  vi.advanceTimersByTime(200)
  expect(pages('spa')).toHaveLength(2)
  expect(JSON.stringify(sent)).not.toContain('size=') // what was searched for stays in the browser
})

test('what the line could not take goes out by a beacon when the page is hidden; with the line up none is needed', () => {
  hide(true)
  hide(false)
  expect(beacons).toHaveLength(0)
  up = false
  vi.advanceTimersByTime(61_000) // idle, which nobody could be told
  hide(true)
  expect(beacons.map((b) => [b.tab, b.edges.map((e) => e.s)])).toEqual([['tab1', ['idle', 'hidden']]])
  up = true
  measure.up()
  expect(sent.filter((f) => f.t === 'tab' && f.s === 'idle')).toHaveLength(1) // as every new line is told that nobody moves
  measure.bye()
  expect(beacons.at(-1)!.edges.map((e) => e.s)).toEqual(['closed'])
  hide(false)
})

test('reads a product\'s stock, delivery, returns and specification from its structured data', () => {
  document.documentElement.lang = 'en'
  linkedData({ name: 'Boots', sku: 'B1', offers: { price: '10.00', priceCurrency: 'PLN', availability: 'https://schema.org/InStock',
    shippingDetails: { deliveryTime: { handlingTime: { minValue: 0, maxValue: 1, unitCode: 'DAY' }, transitTime: { minValue: 1, maxValue: 2, unitCode: 'DAY' } } },
    hasMerchantReturnPolicy: { merchantReturnDays: 30 } },
  additionalProperty: [{ name: 'Weight', value: 480, unitText: 'g' }, { name: 'Sole', value: 'Vibram' }, { name: 'No value' }] })
  expect(pageFacts()).toMatchObject({ type: 'product', sku: 'B1', stock: 'in', delivery: '1–3 days', returns: 30,
    specs: [{ name: 'Weight', value: '480 g' }, { name: 'Sole', value: 'Vibram' }] })
})

test.each([['OutOfStock', 'out'], ['http://schema.org/SoldOut', 'out'], ['PreOrder', 'preorder'], ['BackOrder', 'preorder'], ['LimitedAvailability', 'in'], ['Perhaps', undefined]])('understands %s', (said, stock) => {
  linkedData({ offers: { availability: said } })
  expect(pageFacts().stock).toBe(stock)
})

test('says nothing of delivery that the page does not say in days', () => {
  linkedData({ offers: { shippingDetails: { deliveryTime: { transitTime: { minValue: 1, maxValue: 24, unitCode: 'HUR' } } } } })
  expect(pageFacts().delivery).toBeUndefined()
})

test('lets the shop\'s own marks go first', () => {
  linkedData({ offers: { availability: 'InStock', hasMerchantReturnPolicy: { merchantReturnDays: 14 } } })
  document.head.insertAdjacentHTML('beforeend', '<meta name="zagaj:stock" content="out of stock"><meta name="zagaj:delivery" content="w czwartek"><meta name="zagaj:returns" content="100">')
  expect(pageFacts()).toMatchObject({ stock: 'out', delivery: 'w czwartek', returns: 100 })
})

test('never makes a page longer than the server takes', () => {
  linkedData({ additionalProperty: Array.from({ length: 60 }, (_, i) => ({ name: `p${i}`, value: 'x'.repeat(400) })) })
  expect(JSON.stringify(pageFacts()).length).toBeLessThan(5000)
})

test('openings of the size table, of delivery and returns are told by marks and by the shop\'s own selectors', () => {
  document.body.innerHTML = '<a class="guide"><b>Sizes</b></a><a data-zagaj-delivery>Delivery</a><a data-zagaj-returns>Returns</a><a>Else</a>'
  for (const el of document.querySelectorAll('b, [data-zagaj-delivery], [data-zagaj-returns], a:last-child')) el.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  expect(sent.flatMap((f) => (f.t === 'pulse' ? [f.n] : []))).toEqual(['size', 'delivery', 'returns'])
})

test('reads the product out of GA4\'s view_item, and hears a search', () => {
  window.dataLayer!.push({ event: 'view_item', ecommerce: { currency: 'PLN', items: [{ item_id: 'SKU1', item_name: 'Kurtka', item_brand: 'Halny', item_category: 'Kurtki', price: 129.9 }] } })
  expect(sent.findLast((f) => f.t === 'page')).toMatchObject({ nav: 'facts', page: { type: 'product', product: 'SKU1', name: 'Kurtka', brand: 'Halny', category: 'Kurtki', price: { minor: 12990, currency: 'PLN' } } })
  window.dataLayer!.push(['event', 'search'])
  expect(pulses('search')).toHaveLength(1)
})

test('a coupon that did not work is told once for each time it is shown, on the cart\'s page only', async () => {
  head('<meta name="zagaj:page" content="cart">')
  history.pushState(null, '', '/cart')
  vi.advanceTimersByTime(200)
  Element.prototype.getClientRects = () => [{}] as unknown as DOMRectList
  document.body.innerHTML = '<p data-zagaj-coupon-failed>Unknown code</p>'
  await vi.advanceTimersByTimeAsync(400)
  document.body.append('more')
  await vi.advanceTimersByTimeAsync(400)
  expect(pulses('coupon_failed')).toHaveLength(1)
})

test('the shop\'s own signals and cart are told; whoever it says this is, on every line', () => {
  measure.call('event', 'video')
  measure.call('cart', 'T1')
  measure.call('cart', 'T1')
  measure.call('identify', { customer: 'C1', until: 5, proof: 'ab' })
  measure.up()
  expect(pulses('video')).toHaveLength(1)
  expect(sent.filter((f) => f.t === 'cart')).toEqual([{ t: 'cart', token: 'T1' }])
  expect(sent.filter((f) => f.t === 'identify')).toHaveLength(2)
})

test('another size at the same address is told, and asked about where a conversation is open; a page that only moves tells nothing', async () => {
  head('<meta name="zagaj:page" content="product"><script type="application/ld+json">{"@type":"Product","sku":"A","hasVariant":[{"size":"S"},{"size":"M"}]}</script>')
  await vi.advanceTimersByTimeAsync(400)
  sent.length = 0
  sessionStorage.setItem('zagaj:k:panel', '1')
  document.querySelector('script')!.textContent = '{"@type":"Product","sku":"A","hasVariant":[{"size":"S"}]}'
  await vi.advanceTimersByTimeAsync(400)
  expect(sent.map((f) => f.t)).toEqual(['page', 'questions'])
  expect(pages('facts')[0]).toMatchObject({ page: { product: 'A', variants: ['S'] } })
  document.body.append('słowo')
  document.head.append(document.createElement('link'))
  await vi.advanceTimersByTimeAsync(400)
  expect(sent).toHaveLength(2)
  sessionStorage.clear()
})

test('who takes consent back leaves nothing in the browser to be known by', () => {
  measure.up()
  expect(Object.keys(localStorage)).toContain('zagaj:k:token')
  localStorage.setItem('shop:own', '1')
  agreed = false
  welcome = { conversation: { id: 'c1' } }
  measure.up()
  expect(Object.keys(localStorage)).toContain('zagaj:k:token') // or the conversation could not be found again
  agreed = true
  measure.up()
  agreed = false
  welcome = {}
  root.append(Object.assign(document.createElement('section'), { className: 'panel', hidden: true })) // built, never seen: an offer was there, or a finger slid away
  measure.up()
  expect(Object.keys(localStorage)).toEqual(['shop:own'])
})

test('nothing is told without consent', () => {
  agreed = false
  leave()
  measure.call('event', 'video')
  measure.call('page', { type: 'product' })
  history.pushState(null, '', '/secret')
  vi.advanceTimersByTime(200)
  measure.bye()
  expect([sent, beacons]).toEqual([[], []])
})

test('what people type into the shop\'s own fields, its cookies and the clipboard are read by nothing of ours', () => {
  document.body.innerHTML = '<form><input name="card" autocomplete="cc-number"><input type="password"><textarea></textarea><select><option>x</option></select></form>'
  const reads: string[] = []
  const trap = (of: object, name: string): void => { Object.defineProperty(of, name, { configurable: true, get() { reads.push(name); return '4111 1111' } }) }
  trap(document, 'cookie')
  trap(navigator, 'clipboard')
  for (const field of document.querySelectorAll('input, textarea, select')) {
    trap(field, 'value')
    for (const type of ['focusin', 'keydown', 'beforeinput', 'input', 'change', 'copy', 'paste', 'click', 'focusout']) field.dispatchEvent(new Event(type, { bubbles: true }))
  }
  document.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true }))
  hide(true)
  hide(false)
  vi.advanceTimersByTime(120_000)
  for (const [of, name] of [[document, 'cookie'], [navigator, 'clipboard']] as const) Reflect.deleteProperty(of, name)
  expect(reads).toEqual([])
  expect(sent.length).toBeGreaterThan(0) // it has seen that somebody writes
  expect(JSON.stringify([sent, beacons])).not.toContain('4111')
})
