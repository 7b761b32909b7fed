import { spawnSync } from 'node:child_process'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { House, launch, person, signIn } from '../house'
import { panel, type Installation } from './panel'
import type { Connection } from './shop'
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
    let house: House
    let browser: Browser
    let shopper: Browser
    let shop: WordPress

    test.beforeAll(async () => {
      test.setTimeout(60 * 60_000) // its packages are fetched first
      house = await House.open()
      browser = await launch()
      shopper = await launch()
      shop = new WordPress()
      await shop.start()
    })
    test.afterAll(async () => {
      await shop?.stop()
      await Promise.all([browser?.close(), shopper?.close()])
      await house?.close()
    })

    test('the plugin is switched on, set up, sells and goes without a trace', async () => {
      test.setTimeout(60 * 60_000)
      console.log(`WordPress ${shop.version}, ${shop.hasShop ? 'with WooCommerce' : 'without WooCommerce: no cart, no order and no settings page; WOOCOMMERCE names a folder with it'}`)
      const operator = await (await person(browser, 'desktop')).newPage()
      await signIn(operator, house)
      const added = await panel<Connection & { installation: Installation }>(operator, 'POST', '/v1/panel/installations', { platform: 'woocommerce' })
      const { peek, seats } = await panel<{ peek: string; seats: number }>(operator, 'GET', '/v1/panel/shop')
      await panel(operator, 'PUT', '/v1/panel/shop', { peek, seats, origins: [shop.address] })
      const health = async (): Promise<Installation> => (await panel<{ installations: Installation[] }>(operator, 'GET', '/v1/panel/installations')).installations.find((i) => i.id === added.installation.id)!
      const kept = (): string => spawnSync(house.binary, ['export', '--data', house.data, '--customer', shop.customer], { encoding: 'utf8' }).stdout
      let mug = ''
      if (shop.hasShop) {
        expect(shop.act('activate', 'woocommerce/woocommerce.php')).toBe('on')
        mug = String(shop.act('shop'))
      }
      expect(shop.act('activate', 'zagaj/zagaj.php')).toBe('on')

      await test.step('the settings are kept, and what is wrong is refused with its reason', async () => {
        if (!shop.hasShop) { shop.act('set', added.url, added.secret, 'demo'); return }
        expect(shop.act('compatible')).toContain('zagaj/zagaj.php')
        const owner = await (await person(browser, 'desktop')).newPage()
        await enter(owner, shop, 'anna')
        await owner.goto(`${shop.address}/wp-admin/admin.php?page=zagaj`)
        await owner.locator('#zagaj_address').fill('https://elsewhere.example/')
        await owner.locator('#submit').click()
        await expect(owner.locator('.notice-error, .error')).toContainText('/hooks/woocommerce/')
        await owner.locator('#zagaj_address').fill(added.url)
        await owner.locator('#zagaj_secret').fill(added.secret)
        await owner.locator('#zagaj_key').fill('demo')
        await owner.locator('#submit').click()
        await expect(owner.locator('.notice-success, .updated')).toBeVisible()
        await expect(owner.locator('#zagaj_address')).toHaveValue(added.url)
        await expect(owner.locator('#zagaj_secret')).toHaveValue('')
        await owner.context().close()
      })

      await test.step('browsers find the worker that tells of promised answers', async () => {
        const found = await fetch(`${shop.address}/zagaj-push.js`)
        expect([found.status, found.headers.get('content-type'), found.headers.get('service-worker-allowed')]).toEqual([200, 'text/javascript; charset=utf-8', '/zagaj-push/'])
        expect(await found.text()).toBe(`importScripts("${new URL(house.panel).origin}/push-worker.js")\n`)
        expect((await fetch(`${shop.address}/zagaj-push.js`, { method: 'HEAD' })).headers.get('content-type')).toContain('script')
      })

      const visitor = await (await person(shopper, 'phone')).newPage()
      const widget = visitor.locator('script[src$="/zagaj.js"][data-shop=demo][data-push]')
      if (shop.hasShop) {
        await test.step('a cart brings an offer, and an order is told by webhooks of the shop itself', async () => {
          shop.act('webhooks', added.url, added.secret)
          await enter(visitor, shop, 'ela')
          await visitor.goto(`${shop.address}/?add-to-cart=${mug}&quantity=2`)
          await expect(widget).toBeAttached()
          await expect.poll(async () => (await health()).last_event_at).toBeGreaterThan(0)
          await visitor.goto(`${shop.address}/?p=${mug}`)
          await expect(visitor.getByTestId('zagaj-offer')).toBeVisible({ timeout: 120_000 })
          await visitor.getByTestId('zagaj-offer-accept').click()
          await operator.getByTestId('conversation-row').first().click()
          await expect(operator.getByTestId('cart-total')).toHaveText(/99[.,]98/)
          const { order_id } = await buy(visitor)
          shop.act('deliver')
          await expect.poll(kept, { timeout: 120_000 }).toContain(`"${order_id}"`)
          expect(await health()).toMatchObject({ failures: 0, last_error: '' })
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
      expect((await fetch(`${shop.address}/zagaj-push.js`)).status).toBe(404)
      expect(shop.notices()).toEqual([])
    })
  })
}
