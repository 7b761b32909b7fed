import { resolve } from 'node:path'

import { expect, test, type Locator, type Page } from '@playwright/test'

import { person } from '../house'
import { OpenCart, OWNER } from './opencart'
import { panel, type Installation } from './panel'
import { examples, take } from './picture'
import type { Connection } from './shop'
import { trial } from './trial'

const PLUGIN = resolve(import.meta.dirname, '../../../bin/plugins/zagaj.ocmod.zip')
const asked = 'OPENCART' in process.env && (process.env['ONLY_PLATFORM'] ?? 'opencart').split(' ').includes('opencart')

/** The page of the admin with that route. */
const at = (page: Page, route: string): string => new URL(`index.php?route=${route}&user_token=${new URL(page.url()).searchParams.get('user_token') ?? ''}`, page.url()).href
const row = (page: Page): Locator => page.locator('tr', { hasText: 'Zagaj' })

/** Uploads our extension, installs it and its module, as OpenCart's manual has it. */
async function install(owner: Page): Promise<void> {
  await owner.goto(at(owner, 'marketplace/installer'))
  const choosing = owner.waitForEvent('filechooser')
  await owner.locator('#button-upload').click()
  await (await choosing).setFiles(PLUGIN)
  await row(owner).locator('.btn-success').click()
  await row(owner).locator('.btn-warning').waitFor()
  await owner.goto(at(owner, 'marketplace/extension') + '&type=module')
  await row(owner).locator('.btn-success').click()
  await row(owner).locator('.btn-danger').waitFor()
}

async function uninstall(owner: Page): Promise<void> {
  owner.on('dialog', (d) => void d.accept())
  await owner.goto(at(owner, 'marketplace/extension') + '&type=module')
  await row(owner).locator('.btn-danger').click()
  await row(owner).locator('.btn-success').waitFor()
  await owner.goto(at(owner, 'marketplace/installer'))
  await row(owner).locator('.btn-warning').click()
  await row(owner).locator('.btn-danger:not([disabled])').click()
  await row(owner).waitFor({ state: 'detached' })
}

/** Puts pieces of a product into the cart from its own page; returns what the shop says the cart is worth. */
async function add(page: Page, product: number, pieces: number): Promise<string> {
  await page.goto(`/index.php?route=product/product&product_id=${product}`)
  await page.locator('#input-quantity').fill(String(pieces))
  await page.locator('#button-cart').click()
  await page.locator('.alert-success').waitFor()
  return worth(page)
}

/** What the shop says the cart is worth, without its currency's sign. */
async function worth(page: Page): Promise<string> {
  await page.goto('/index.php?route=checkout/cart')
  return (await page.locator('#checkout-total tr, #shopping-cart tfoot tr').last().innerText()).replace(/[^\d.]/g, '')
}

/** Buys what is in the page's cart with a new account, paying on delivery; returns the order's number. */
function buy(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const ask = async (route: string, form?: Record<string, string>): Promise<Record<string, unknown>> => {
      const answer = await fetch(`/index.php?route=${route}&language=en-gb`, form ? { method: 'POST', body: new URLSearchParams(form) } : {})
      const text = await answer.text()
      if (!answer.ok || /"error":(?!false)/.test(text)) throw new Error(`${route}: ${answer.status} ${text}`)
      return text.startsWith('{') ? JSON.parse(text) as Record<string, unknown> : {}
    }
    await ask('checkout/register.save', { account: '1', customer_group_id: '1', firstname: 'Ela', lastname: 'B', email: 'ela@shop.example', telephone: '600000000', password: 'correct horse battery', agree: '1',
      shipping_address_1: 'Rynek 1', shipping_city: 'London', shipping_postcode: 'SW1A 1AA', shipping_country_id: '222', shipping_zone_id: '3563' })
    await ask('checkout/shipping_method.quote')
    await ask('checkout/shipping_method.save', { shipping_method: 'flat.flat' })
    await ask('checkout/payment_method.getMethods')
    await ask('checkout/payment_method.save', { payment_method: 'cod.cod' })
    await ask('checkout/confirm.confirm')
    const done = await ask('extension/opencart/payment/cod.confirm')
    return JSON.stringify(done)
  })
}

if (asked) {
  test.describe('OpenCart', () => {
    const all = trial(() => new OpenCart(), (shop) => shop.start())

    test('the extension is installed, set up, sells and goes without a trace', async () => {
      test.setTimeout(60 * 60_000)
      const { house, shop } = all
      console.log(`OpenCart ${shop.version}`)
      const operator = await all.signIn()
      const added = await panel<Connection & { installation: Installation }>(operator, 'POST', '/v1/panel/installations', { platform: 'opencart' })
      await all.allow(shop.address)
      const health = (): Promise<Installation> => all.health('opencart')
      const kept = (): string => all.kept('1')

      const owner = await (await person(all.operators, 'desktop')).newPage()
      await owner.setViewportSize({ width: 1100, height: 700 }) // what the guide's picture shows
      await test.step('the settings are kept, and what is wrong is refused with its reason', async () => {
        await owner.goto(`${shop.address}/admin/`)
        await owner.locator('#input-username').fill(OWNER.name)
        await owner.locator('#input-password').fill(OWNER.password)
        await owner.locator('#form-login [type=submit]').click()
        await owner.waitForURL(/user_token=/)
        await install(owner)
        await row(owner).locator('a.btn-primary').click()
        await owner.locator('#zagaj-address').fill('https://elsewhere.example/')
        await owner.locator('#zagaj-secret').fill(added.secret)
        await owner.locator('#zagaj-key').fill('demo')
        await owner.locator('#zagaj-status').check()
        await owner.locator('button[form=form-zagaj]').click()
        await expect(owner.locator('.alert-danger')).toContainText('/hooks/opencart/')
        await owner.locator('#zagaj-address').fill(added.url)
        await owner.locator('button[form=form-zagaj]').click()
        await expect(owner.locator('.alert-success')).toContainText('Saved.')
        await owner.locator('.alert-success .btn-close').click()
        await expect(owner.locator('.alert-success')).toHaveCount(0)
        await take(owner, 'opencart-1', { ...examples(new URL(house.panel).origin, shop.address), [added.installation.id]: 'YOUR-CONNECTION' })
        const worker = await fetch(`${shop.address}/zagaj-push.js`)
        expect(worker.headers.get('content-type')).toContain('javascript')
        expect(await worker.text()).toContain(`${new URL(house.panel).origin}/push-worker.js`)
      })

      const context = await all.shoppers.newContext({ baseURL: shop.address, locale: 'en-GB' })
      const visitor = await context.newPage()
      await test.step('a cart brings an offer, and the order comes', async () => {
        const total = await add(visitor, 40, 2)
        await expect(visitor.locator('script[src$="/zagaj.js"][data-shop=demo][data-push]')).toBeAttached()
        await expect.poll(async () => (await health()).last_event_at).toBeGreaterThan(0)
        await visitor.goto('/index.php?route=product/product&product_id=40')
        await expect.poll(async () => { // the card makes room for a field that lies under it, and comes back when the page is moved on
          await visitor.evaluate(() => { scrollBy(0, 100) })
          return visitor.getByTestId('zagaj-offer').isVisible()
        }, { timeout: 120_000 }).toBe(true)
        await visitor.getByTestId('zagaj-offer-accept').click()
        await operator.getByTestId('conversation-row').first().click()
        const shown = (text: string): RegExp => new RegExp(text.replace('.', '[.,]') + '\\D*$')
        await expect(operator.getByTestId('cart-total')).toHaveText(shown(total))
        const more = await add(visitor, 43, 1)
        expect(Number(more)).toBeGreaterThan(Number(total))
        await expect(operator.getByTestId('cart-total')).toHaveText(shown(more))
        await visitor.locator('#cart .dropdown-toggle, #header-cart .dropdown-toggle').first().click()
        await visitor.locator('#cart form [type=submit], #header-cart form [type=submit]').last().click()
        await expect(operator.getByTestId('cart-total')).toHaveText(shown(await worth(visitor)))
        await buy(visitor)
        await expect.poll(kept, { timeout: 120_000 }).toContain('"placed')
        expect(await health()).toMatchObject({ failures: 0, last_error: '' })
      })

      await test.step('who is deleted in the shop is forgotten', async () => {
        const said = await owner.evaluate(async (path) => (await fetch(path, { method: 'POST', body: new URLSearchParams({ 'selected[]': '1' }) })).text(), at(owner, 'customer/customer.delete'))
        expect(said).toContain('success')
        await expect.poll(() => JSON.parse(kept()) as object).toEqual({})
      })

      await uninstall(owner)
      expect(shop.left()).toEqual([])
      expect(shop.notices()).toEqual([])
      await visitor.goto('/')
      await expect(visitor.locator('script[src$="/zagaj.js"]')).not.toBeAttached()
    })
  })
}
