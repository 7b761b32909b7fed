import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from '@playwright/test'

import { person } from '../house'
import { Medusa } from './medusa'
import { panel, type Installation } from './panel'
import { POSTCODE, type Connection, type Shop } from './shop'
import { askFor, trial } from './trial'
import { Vendure } from './vendure'

const shops: Record<string, () => Shop> = { vendure: () => new Vendure(), medusa: () => new Medusa() }
const asked = (process.env['ONLY_PLATFORM'] ?? Object.keys(shops).join(' ')).split(' ').filter((name) => name in shops)

/** A storefront of the shop's own: a page with the snippet and the cart's token. */
async function storefront(zagaj: string, cart: () => string): Promise<[Server, string]> {
  const server = createServer((_, res) => {
    res.setHeader('content-type', 'text/html; charset=utf-8')
    res.end(`<!doctype html><html lang="en"><title>Mug</title><meta name="zagaj:cart" content="${cart()}"><h1>Mug</h1><script async src="${zagaj}/zagaj.js" data-shop="demo"></script></html>`)
  })
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]
}

for (const name of asked) {
  test.describe(name, () => {
    const all = trial(shops[name]!)
    let front: Server | undefined
    test.afterAll(() => { front?.close() })

    test('a cart brings an offer, and an order ends it', async () => {
      test.setTimeout(60 * 60_000) // a shop's database is made first
      const operator = await all.signIn()
      const { house, shop } = all
      const added = await panel<Connection & { installation: Installation }>(operator, 'POST', '/v1/panel/installations', { platform: name })
      await shop.start(added)
      let cart = ''
      const [server, address] = await storefront(new URL(house.panel).origin, () => cart)
      front = server
      await all.allow(address)

      const first = await shop.add(2)
      cart = first.cart
      const total = await shop.change(3)
      expect(total).toBeGreaterThan(first.total)
      const health = (): Promise<Installation> => all.health(name)
      await expect.poll(async () => (await health()).last_event_at, { timeout: 120_000 }).toBeGreaterThan(0)
      expect(await health()).toMatchObject({ failures: 0, last_error: '' })

      const visitor = await (await person(all.shoppers, 'phone')).newPage()
      await visitor.goto(address)
      await expect(visitor.getByTestId('zagaj-offer')).toBeVisible({ timeout: 120_000 })
      await visitor.getByTestId('zagaj-offer-accept').click()
      await operator.getByTestId('conversation-row').first().click()
      const shown = (minor: number): RegExp => new RegExp(String(Math.floor(minor / 100)) + '[.,]' + String(minor % 100).padStart(2, '0'))
      await expect(operator.getByTestId('cart-total')).toHaveText(shown(total))

      const order = await shop.buy()
      const kept = (): string => all.kept(order.customer)
      await expect.poll(kept, { timeout: 120_000 }).toContain(`"${order.id}"`)
      await expect.poll(kept, { timeout: 120_000 }).toMatch(new RegExp(`minor\\\\":${order.total}\\b`)) // a row's body is a text of JSON
      expect(await health()).toMatchObject({ failures: 0, last_error: '' })
      await askFor(visitor, order.number, [['99-999', 'found no order'], [POSTCODE, `Order ${order.number} of`]])
    })
  })
}
