import { expect, test, type Page } from '@playwright/test'

import { person } from '../house'
import { panel, type Installation } from './panel'
import { examples, take } from './picture'
import type { Connection } from './shop'
import { askFor, trial } from './trial'
import { WordPress } from './wordpress'

interface Petition { kind: string; customer: string; entries: number }

const asked = (process.env['ONLY_PLATFORM'] ?? 'woocommerce').split(' ').includes('woocommerce')
const PASSWORD = 'correct horse battery'

/** Signs in to WordPress. */
async function enter(page: Page, shop: WordPress, who: string): Promise<void> {
  await page.goto(`${shop.address}/wp-login.php`)
  await page.locator('#user_login').fill(who)
  await page.locator('#user_pass').fill(PASSWORD)
  await page.locator('#wp-submit').click()
  await page.waitForURL((url) => !url.pathname.endsWith('wp-login.php'))
}

/** Buys what is in the page's cart, paying on delivery; returns the order's id. */
function buy(page: Page): Promise<{ order_id: number }> {
  return page.evaluate(async () => {
    const cart = await fetch('/?rest_route=/wc/store/v1/cart')
    const address = { first_name: 'Ela', last_name: 'B', address_1: 'x', city: 'Krak\u00f3w', postcode: '30-001', country: 'PL', email: 'ela@shop.example', phone: '600000000' }
    const answer = await fetch('/?rest_route=/wc/store/v1/checkout', { method: 'POST', headers: { 'content-type': 'application/json', nonce: cart.headers.get('nonce') ?? '' },
      body: JSON.stringify({ billing_address: address, payment_method: 'cod' }) })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json() as Promise<{ order_id: number }>
  })
}

if (asked) {
  test.describe('WordPress', () => {
    const all = trial(() => new WordPress(), (shop) => shop.start())

    test('the plugin is switched on, set up, sells and goes without a trace', async () => {
      test.setTimeout(60 * 60_000)
      const { house, shop } = all
      console.log(`WordPress ${shop.version}, ${shop.hasShop ? 'with WooCommerce' : 'without WooCommerce: no cart, no order and no settings page; WOOCOMMERCE names a folder with it'}`)
      const operator = await all.signIn()
      const zagaj = new URL(house.panel).origin
      const health = (): Promise<Installation> => all.health('woocommerce')
      const kept = (): string => all.kept(shop.customer)
      let mug = ''
      if (shop.hasShop) {
        expect(shop.act('activate', 'woocommerce/woocommerce.php')).toBe('on')
        mug = String(shop.act('shop'))
      }
      expect(shop.act('activate', 'zagaj/zagaj.php')).toBe('on')

      await test.step('one press connects the shop, and what is typed wrong by hand is refused with its reason', async () => {
        if (!shop.hasShop) {
          const added = await panel<Connection>(operator, 'POST', '/v1/panel/installations', { platform: 'woocommerce' })
          await all.allow(shop.address)
          shop.act('set', added.url, added.secret, 'demo')
          return
        }
        expect(shop.act('compatible')).toContain('zagaj/zagaj.php')
        const owner = await (await person(all.operators, 'desktop')).newPage()
        await enter(owner, shop, 'anna')
        const settings = `${shop.address}/wp-admin/admin.php?page=zagaj`
        const instead = examples(zagaj, shop.address)
        await owner.addInitScript(() => { localStorage.setItem('zagaj.lang', 'en') })
        await owner.goto(settings)
        await take(owner, 'woocommerce-1', instead)
        await owner.goto(`${shop.address}/wp-admin/admin-post.php?action=zagaj_connected&state=another&code=another`)
        await expect(owner.locator('.notice-error', { hasText: 'Press Connect again' })).toBeVisible()
        await owner.locator('#zagaj_server').fill(`${zagaj}/panel/`)
        await owner.locator('#zagaj_connect').click()
        await owner.getByTestId('login-email').fill(house.email)
        await owner.getByTestId('login-password').fill(house.password)
        await owner.getByTestId('login-submit').click()
        await expect(owner.getByTestId('handshake-shop')).toHaveText(shop.address)
        await take(owner, 'woocommerce-2', instead, owner.getByTestId('handshake'))
        await owner.getByTestId('handshake-yes').click()
        await expect(owner.locator('.notice-success', { hasText: 'Connected with' })).toBeVisible()
        expect(owner.url()).toContain(`${settings}&zagaj=connected`)
        await take(owner, 'woocommerce-3', instead)
        await owner.goto(settings)
        const { id } = await health()
        expect(shop.act('webhooks')).toEqual(['order.created', 'order.updated'].map((topic) => `${topic} active ${zagaj}/hooks/woocommerce/${id}`))
        await owner.locator('#zagaj_address').fill('https://elsewhere.example/')
        await owner.locator('#submit').click()
        await expect(owner.locator('.notice-error, .error')).toContainText('/hooks/woocommerce/')
        await owner.locator('#zagaj_key').fill('demo')
        await owner.locator('#submit').click()
        await expect(owner.locator('.notice-success, .updated').first()).toBeVisible()
        await expect(owner.locator('#zagaj_address')).toHaveValue(`${zagaj}/hooks/woocommerce/${id}`)
        await expect(owner.locator('#zagaj_secret')).toHaveValue('')
        await owner.context().close()
      })

      await test.step('browsers find the worker that tells of promised answers', async () => {
        const found = await fetch(`${shop.address}/zagaj-push.js`)
        expect([found.status, found.headers.get('content-type'), found.headers.get('service-worker-allowed')]).toEqual([200, 'text/javascript; charset=utf-8', '/zagaj-push/'])
        expect(await found.text()).toBe(`importScripts("${zagaj}/push-worker.js")\n`)
        expect((await fetch(`${shop.address}/zagaj-push.js`, { method: 'HEAD' })).headers.get('content-type')).toContain('script')
      })

      const visitor = await (await person(all.shoppers, 'phone')).newPage()
      const widget = visitor.locator('script[src$="/zagaj.js"][data-shop=demo][data-push]')
      if (shop.hasShop) {
        await test.step('a cart brings an offer, and an order is told by webhooks of the shop itself', async () => {
          await enter(visitor, shop, 'ela')
          await visitor.goto(`${shop.address}/?add-to-cart=${mug}&quantity=2`)
          await expect(widget).toBeAttached()
          await expect.poll(async () => (await health()).last_event_at).toBeGreaterThan(0)
          await visitor.goto(`${shop.address}/?p=${mug}`)
          await expect.poll(async () => { // the card makes room for a field that lies under it, and comes back when the page is moved on
            await visitor.evaluate(() => { scrollBy(0, 100) })
            return visitor.getByTestId('zagaj-offer').isVisible()
          }, { timeout: 120_000 }).toBe(true)
          await visitor.getByTestId('zagaj-offer-accept').click()
          await operator.getByTestId('conversation-row').first().click()
          await expect(operator.getByTestId('cart-total')).toHaveText(/99[.,]98/)
          const { order_id } = await buy(visitor)
          shop.act('deliver')
          await expect.poll(kept, { timeout: 120_000 }).toContain(`"${order_id}"`)
          expect(await health()).toMatchObject({ failures: 0, last_error: '' })
          await askFor(visitor, String(order_id), [['99-999', 'found no order'], ['30-001', 'placed']])
        })
      } else {
        await visitor.goto(shop.address)
        await expect(widget).toBeAttached()
      }

      await test.step('before consent there is no chat', async () => {
        shop.banner()
        await visitor.goto(shop.address)
        await expect(widget).not.toBeAttached()
        await visitor.context().addCookies([{ name: 'agreed', value: '1', url: shop.address }])
        await visitor.goto(shop.address)
        await expect(widget).toBeAttached()
        const taken = visitor.evaluate(async () => {
          const of = (scope: string): Promise<string> => navigator.serviceWorker.register('/zagaj-push.js', { scope }).then(() => 'taken', (e: Error) => e.name)
          return [await of('/zagaj-push/'), await of('/')]
        })
        expect(await taken, 'the worker leads its own path, and not the shop').toEqual(['taken', 'SecurityError'])
      })

      await test.step('WordPress asks Zagaj for a person\'s data, and for their erasure', async () => {
        const petitions = (): Promise<Petition[]> => panel<{ petitions: Petition[] }>(operator, 'GET', '/v1/panel/petitions').then((all) => all.petitions)
        expect(shop.act('export', 'ela@shop.example')).toMatchObject({ done: true, data: [{ group_id: 'zagaj' }] })
        await expect.poll(async () => (await petitions())[0]).toMatchObject({ kind: 'export', customer: shop.customer })
        expect(shop.act('erase', 'ela@shop.example')).toMatchObject({ done: true, items_removed: true })
        await expect.poll(async () => (await petitions()).map((p) => p.customer).join()).toBe(',')
        expect(JSON.parse(kept())).toEqual({})
      })

      expect(shop.act('delete', 'zagaj/zagaj.php')).toBe(true)
      expect(shop.act('left')).toEqual([])
      if (shop.hasShop) expect(shop.act('webhooks')).toEqual([])
      // without addresses of its own making WordPress answers an unknown one with its first page
      expect((await fetch(`${shop.address}/zagaj-push.js`)).headers.get('content-type')).not.toContain('javascript')
      expect(shop.notices()).toEqual([])
    })
  })
}
