import { createHmac } from 'node:crypto'

import { expect, test, type Browser } from '@playwright/test'

import { keepsRules } from './axe'
import { House, launch, person } from './house'

let browser: Browser

const houses: House[] = []

test.beforeAll(async () => { browser = await launch() })
test.afterAll(async () => { await browser?.close(); await Promise.all(houses.map((h) => h.close())) })

/** A house that is closed even when its story fails. */
async function stay(opening: Promise<House>): Promise<House> {
  const h = await opening
  houses.push(h)
  return h
}

/** What a shop's server sends when somebody changes a cart: signed as Standard Webhooks say. */
async function deliver(address: string, secret: string): Promise<number> {
  const body = JSON.stringify({ type: 'cart.updated', occurred_at: Date.now(), data: { id: 'c1', version: 1, currency: 'CZK', total: '10.00', lines: [] } })
  const [id, at] = [`m${Date.now()}`, String(Math.floor(Date.now() / 1000))]
  const mac = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${at}.${body}`).digest('base64')
  return (await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${mac}` } })).status
}

test('a shop is set up from the one-time link to the first rule, left in the middle and gone on with elsewhere', async () => {
  const fresh = await stay(House.fresh('sqlite'))
  const page = await (await person(browser, 'desktop')).newPage()
  await page.goto(fresh.setup)
  await page.getByTestId('setup-name').fill('Ewa')
  await page.getByTestId('setup-email').fill('ewa@sklep.example')
  await page.getByTestId('setup-password').fill('dlugie haslo ewy')
  await page.getByTestId('setup-submit').click()
  const next = page.getByTestId('step-next')
  await expect(page.getByTestId('step-language')).toBeVisible()
  await keepsRules(page)
  await page.getByTestId('shop-language').selectOption('cs')
  await next.click()
  await page.getByTestId('shop-name').fill('Potoky')
  await page.getByTestId('shop-address').fill('www.potoky.example/kategorie')
  await next.click()

  await page.getByTestId('platform-pick').selectOption('standard')
  await page.getByTestId('platform-connect').click()
  const [address, secret] = await page.getByTestId('platform-steps').locator('code').allTextContents()
  await expect(page.getByTestId('first-event')).toContainText('Czekamy na pierwsze zdarzenie')
  await keepsRules(page)
  expect(await deliver(address!.replace('POST ', ''), secret!)).toBe(200)
  await expect(page.getByTestId('first-event')).toContainText('Jest!')

  // Elsewhere, later: the server knows how far it was.
  const cookies = await page.context().cookies()
  const other = await person(browser, 'desktop')
  await other.addCookies(cookies)
  const later = await other.newPage()
  await later.goto(fresh.panel)
  await expect(later.getByTestId('resume')).toContainText('2 z 7')
  await later.getByTestId('resume').getByRole('link').click()
  await expect(later.getByTestId('step-platform')).toBeVisible()
  await later.getByTestId('step-next').click()
  await later.getByTestId('peek-draft').check()
  await keepsRules(later)
  await later.getByTestId('step-next').click()
  await later.getByTestId('step-skip').click() // the team comes later
  await later.getByTestId('hours-evening').check()
  await keepsRules(later)
  await later.getByTestId('step-next').click()
  await later.getByTestId('first-cart_left').check()
  await expect(later.getByTestId('first-sentence')).toContainText('koszyk')
  await keepsRules(later)
  await later.getByTestId('step-next').click()
  await expect(later.getByTestId('welcome-end')).toContainText('Zespół')
  await keepsRules(later)

  const read = async (path: string): Promise<unknown> => (await later.request.get(new URL(`/v1/panel/${path}`, fresh.panel).href)).json()
  expect(await read('shop')).toMatchObject({ name: 'Potoky', language: 'cs', origins: ['https://www.potoky.example'], peek: 'draft' })
  expect(await read('schedule')).toMatchObject({ schedule: { open: ['* 9-20 * * *'], holidays: 'CZ' } })
  expect(((await read('rules')) as { rules: { dry_run?: boolean; name: string }[] }).rules.filter((r) => r.name === 'Koszyk czeka' && r.dry_run)).toHaveLength(1)
  await later.getByTestId('to-desk').click()
  await expect(later.getByTestId('available')).toBeVisible()
  await expect(later.getByTestId('resume')).toHaveCount(0)
  await Promise.all([page.context().close(), other.close()])
})
