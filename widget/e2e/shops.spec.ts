import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { House, launch, offered, person, signIn } from './house'
import { ask } from './team'

// A shop without a plugin of ours: the snippet, Google Analytics' own events, and signed messages from its server.

let house: House
let worker: Browser
let shopper: Browser
let anna: Page
let shop: Server
let address = ''

const ITEMS = [{ item_id: 'K-1', item_name: 'Kubek Zorza', price: '49.99' }, { item_id: 'K-2', item_name: 'Kubek Grań', price: 59.5 }]

/** A product's page as a tag manager leaves it: the events are there before the widget, and one comes after. */
function page(n: number): string {
  const event = { event: 'view_item', ecommerce: { currency: 'PLN', items: [{ ...ITEMS[n], item_category: 'Kubki', quantity: 1 }] } }
  return `<!doctype html><html lang="pl"><meta charset="utf-8"><title>${ITEMS[n]!.item_name}</title><h1>${ITEMS[n]!.item_name}</h1>
<script>window.dataLayer = [{ 'gtm.start': 1, event: 'gtm.js' }, { ecommerce: null }, ${JSON.stringify(event)}]; function gtag() { dataLayer.push(arguments) }</script>
<button onclick="gtag('event', 'search', { search_term: 'kubek' })">Szukaj</button>
<script async src="${new URL(house.panel).origin}/zagaj.js" data-shop="demo"></script></html>`
}

test.beforeAll(async () => {
  house = await House.open(3600) // the demo's own rules keep quiet
  ;[worker, shopper] = [await launch(), await launch()]
  anna = await (await person(worker, 'desktop')).newPage()
  await signIn(anna, house)
  shop = createServer((req, res) => { res.setHeader('content-type', 'text/html; charset=utf-8').end(page(req.url === '/k-2' ? 1 : 0)) })
  await new Promise<void>((ready) => { shop.listen(0, '127.0.0.1', ready) })
  address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  const { peek, seats } = await ask<{ peek: string; seats: number }>(anna, 'GET', 'shop')
  await ask(anna, 'PUT', 'shop', { peek, seats, origins: [address] })
})

test.afterAll(async () => {
  await Promise.all([worker?.close(), shopper?.close()])
  await new Promise((done) => { shop.close(done); shop.closeAllConnections() })
  await house?.close()
})

test('what Google Analytics is told of the page brings an offer, and stands beside the conversation', async () => {
  const when = [{ fact: 'products', op: '>=', value: 2 }, { fact: 'pulse', of: 'search', within: 600 }]
  await ask(anna, 'PUT', 'rules', { id: 'ga4', name: 'Szuka kubka', enabled: true, priority: 50, when: [{ all: when }], text: { pl: 'Szukasz kubka?' } })
  const visitor = await (await person(shopper, 'desktop')).newPage()
  const told = new Set<string>() // products of which the server has heard
  visitor.on('websocket', (ws) => {
    ws.on('framesent', ({ payload }) => { for (const { item_id: id } of ITEMS) if (String(payload).includes(`"product":"${id}"`)) told.add(id) })
  })
  for (const [n, path] of ['/k-1', '/k-2'].entries()) {
    await visitor.goto(address + path)
    await expect.poll(async () => { await visitor.mouse.move(100 + Math.random() * 50, 300); return [...told] }).toEqual(ITEMS.slice(0, n + 1).map((item) => item.item_id))
  }
  await expect(visitor.getByTestId('zagaj-offer')).not.toBeVisible()
  await visitor.getByRole('button', { name: 'Szukaj' }).click()
  await offered(visitor)
  await expect(visitor.getByTestId('zagaj-offer')).toContainText('Szukasz kubka?')
  await visitor.getByTestId('zagaj-offer-accept').click()
  await anna.getByTestId('conversation-row').first().click()
  await expect(anna.getByTestId('product-name')).toHaveText('Kubek Grań')
  await expect(anna.locator('main')).toContainText('59,50')
  await visitor.context().close()
})

test('what a platform asks on a person’s behalf waits in the panel, and is done', async () => {
  const { secret, url } = await ask<{ secret: string; url: string }>(anna, 'POST', 'installations', { platform: 'standard' })
  let n = 0
  const send = async (type: string, data: object): Promise<void> => {
    const [id, at, body] = [`msg_${n++}`, String(Math.floor(Date.now() / 1000)), JSON.stringify({ type, occurred_at: Date.now(), data })]
    const signature = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${at}.${body}`).digest('base64')
    const res = await fetch(new URL(new URL(url).pathname, house.panel), { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` } })
    expect(res.status, await res.text()).toBe(200)
  }
  await send('order.created', { id: 'o-9', number: 'ZG-9', version: 1, status: 'paid', customer: 'klient-9', currency: 'PLN', total: '49.99', coupons: [],
    lines: [{ product: 'K-1', name: 'Kubek Zorza', quantity: 1, price: '49.99' }] })
  await send('customer.data_requested', { id: 'klient-9' })
  await anna.goto(`${house.panel}settings/privacy`)
  const petitions = anna.getByTestId('petition')
  await expect(petitions.first()).toContainText('Kopia danych klienta')
  await expect(petitions.first()).toContainText('Klient nr klient-9')
  await expect(petitions.first().getByTestId('petition-due')).toBeVisible()
  const coming = anna.waitForEvent('download')
  await petitions.first().getByTestId('petition-take').click()
  expect(readFileSync(await (await coming).path(), 'utf8')).toContain('ZG-9')
  await expect(petitions.first()).toContainText('Pobrana')

  await send('customer.erased', { id: 'klient-9' })
  await anna.reload()
  await expect(petitions.first()).toContainText('Usunięcie danych klienta')
  await expect(petitions.first()).toContainText('Zrobione')
  await expect(petitions.nth(1)).not.toContainText('klient-9')
  const kept = spawnSync(house.binary, ['export', '--data', house.data, '--customer', 'klient-9'], { encoding: 'utf8' }).stdout
  expect(JSON.parse(kept)).toEqual({})
})
