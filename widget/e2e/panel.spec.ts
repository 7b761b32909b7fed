import { createHash, createHmac, randomUUID } from 'node:crypto'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { keepsRules } from './axe'
import { colleague, House, launch, person, signIn } from './house'

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

for (const store of ['sqlite', 'postgres'] as const) {
  test(`a shop is set up on ${store} from the one-time link to the first rule, left in the middle and gone on with elsewhere`, async () => {
    const fresh = await stay(House.fresh(store))
    const keeps = async (page: Page): Promise<void> => { if (store === 'sqlite') await keepsRules(page) } // the store changes no pixel
    const page = await (await person(browser, 'desktop')).newPage()
    await page.goto(fresh.setup)
    await page.getByTestId('setup-name').fill('Ewa')
    await page.getByTestId('setup-email').fill('ewa@sklep.example')
    await page.getByTestId('setup-password').fill('dlugie haslo ewy')
    await page.getByTestId('setup-submit').click()
    const next = page.getByTestId('step-next')
    await expect(page.getByTestId('step-language')).toBeVisible()
    await keeps(page)
    await page.getByTestId('shop-language').selectOption('cs')
    await next.click()
    await page.getByTestId('shop-name').fill('Potoky')
    await page.getByTestId('shop-address').fill('www.potoky.example/kategorie')
    await next.click()

    // WooCommerce's plugin connects by itself; this page, which stands behind the shop's meanwhile, notices when it is looked at again.
    await expect(page.getByTestId('platform-steps').locator('code').last()).toHaveText(new URL(fresh.panel).origin)
    await keeps(page)
    const proof = randomUUID()
    const at = (path: string): string => new URL(`/v1/panel/${path}`, fresh.panel).href
    const wished = await page.request.post(at('handshake'), { data: { platform: 'woocommerce', shop: 'https://www.potoky.example', back: 'https://www.potoky.example/wp-admin/', state: randomUUID(), challenge: createHash('sha256').update(proof).digest('hex') } })
    const code = new URL(((await wished.json()) as { url: string }).url).searchParams.get('code')
    expect((await page.request.post(at('handshake/code'), { data: { code, verifier: proof } })).status()).toBe(200)
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await expect(page.getByTestId('platform-pressed')).toContainText('https://www.potoky.example')
    await keeps(page)
    await page.getByRole('button', { name: 'Połącz inną platformę' }).click()

    await page.getByTestId('platform-pick').selectOption('standard')
    await expect(page.getByTestId('platform-steps')).toBeHidden() // nothing to be done before there is a connection
    await page.getByTestId('platform-connect').click()
    const shown = page.getByTestId('platform-steps').locator('code')
    await expect(shown.nth(1)).toHaveText(/^whsec_/) // the connection is made
    const [address, secret] = await shown.allTextContents()
    await expect(page.getByTestId('first-event')).toContainText('Czekamy na pierwsze zdarzenie')
    await keeps(page)
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
    await keeps(later)
    await later.getByTestId('step-next').click()
    await later.getByTestId('step-skip').click() // the team comes later
    await later.getByTestId('hours-evening').check()
    await keeps(later)
    await later.getByTestId('step-next').click()
    await later.getByTestId('first-cart_left').check()
    await expect(later.getByTestId('first-sentence')).toContainText('koszyk')
    await keeps(later)
    await later.getByTestId('step-next').click()
    await expect(later.getByTestId('welcome-end')).toContainText('Zespół')
    await keeps(later)

    const read = async (path: string): Promise<unknown> => (await later.request.get(new URL(`/v1/panel/${path}`, fresh.panel).href)).json()
    expect(await read('shop')).toMatchObject({ name: 'Potoky', language: 'cs', origins: ['https://www.potoky.example'], peek: 'draft' })
    expect(await read('schedule')).toMatchObject({ schedule: { open: ['* 9-20 * * *'], holidays: 'CZ' } })
    expect(((await read('rules')) as { rules: { dry_run?: boolean; name: string }[] }).rules.filter((r) => r.name === 'Koszyk czeka' && r.dry_run)).toHaveLength(1)
    await later.getByTestId('to-desk').click()
    await expect(later.getByTestId('available')).toBeVisible()
    await expect(later.getByTestId('resume')).toHaveCount(0)
    await Promise.all([page.context().close(), other.close()])
  })

  test(`the demo's data go by a click on ${store}, once another owner is there`, async () => {
    const house = await stay(House.open(3600, store))
    const anna = await (await person(browser, 'desktop')).newPage()
    await signIn(anna, house)
    const remove = async (page: Page): Promise<void> => {
      await page.goto(`${house.panel}settings/guide`)
      await page.getByTestId('demo-remove').click()
      await page.getByTestId('demo-yes').click()
    }
    await remove(anna)
    await expect(anna.getByRole('alert')).toContainText('Najpierw zaproś właściciela')
    const ewa = await colleague(browser, house, anna, 'Ewa', 'owner')
    await remove(ewa)
    await expect(ewa.getByTestId('demo-data')).toContainText('Usunięto')
    await ewa.goto(`${house.panel}settings/rules`)
    await expect(ewa.getByTestId('rule-add')).toBeVisible()
    await expect(ewa.getByTestId('rule')).toHaveCount(0)
    const read = async (path: string): Promise<unknown> => (await ewa.request.get(new URL(`/v1/panel/${path}`, house.panel).href)).json()
    expect(await read('answers')).toMatchObject({ answers: [] })
    expect(await read('installations')).toMatchObject({ installations: [] })
    expect((await ewa.request.post(new URL('/v1/panel/login', house.panel).href, { data: { email: house.email, password: house.password } })).status()).toBe(401)
    await ewa.goto(`${house.panel}settings/guide`)
    await expect(ewa.getByTestId('demo-data')).toContainText('Nie ma tu danych pokazowych')
    await Promise.all([anna.context().close(), ewa.context().close()])
  })
}

/** A picture of one colour with a line in it, as a file. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64')

test('a conversation among colleagues: a note, a photo, hand-over, take-over, an end undone, seconds without a line, and the test sound', async () => {
  const house = await stay(House.open(3600))
  const context = await person(browser, 'desktop')
  await context.addInitScript(() => {
    const w = globalThis as unknown as { tones: number; AudioContext: { prototype: { createOscillator(): unknown } } }
    w.tones = 0
    const make = w.AudioContext.prototype.createOscillator
    w.AudioContext.prototype.createOscillator = function (this: unknown) { w.tones++; return make.call(this) }
  })
  const anna = await context.newPage()
  const lines: { close(o?: object): Promise<void> }[] = []
  let isDown = false
  await anna.routeWebSocket(/\/v1\/panel\/socket/, (ws) => {
    if (isDown) { void ws.close(); return }
    ws.connectToServer()
    lines.push(ws)
  })
  await signIn(anna, house)
  const visitor = await (await person(browser, 'desktop')).newPage()
  await visitor.goto(house.shop)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill('Czy szew jest klejony?')
  await visitor.getByTestId('zagaj-send').click()
  const column = anna.getByTestId('column').filter({ hasText: 'Czy szew jest klejony?' })
  await expect(column).toBeVisible()

  await test.step('a note for the team stays with the team', async () => {
    await anna.getByTestId('note-text').fill('Stały klient, pyta o szwy')
    await anna.keyboard.press('Enter')
    await expect(anna.getByTestId('note')).toContainText('pyta o szwy')
    await expect(visitor.getByTestId('zagaj-panel')).not.toContainText('Stały klient')
  })

  await test.step('an operator asks for a photo, and sees it', async () => {
    await column.getByTestId('talk-menu').click()
    await column.getByRole('button', { name: 'Poproś o zdjęcie' }).click()
    const [chooser] = await Promise.all([visitor.waitForEvent('filechooser'), visitor.getByTestId('zagaj-photo').last().click()])
    await chooser.setFiles({ name: 'szew.png', mimeType: 'image/png', buffer: png })
    await expect(column.locator('img[src*="/photos/"]')).toHaveCount(1)
  })

  await test.step('an end is undone within its seconds', async () => {
    await column.getByTestId('close').click()
    await anna.getByTestId('toast').getByRole('button', { name: 'Cofnij' }).click()
    await expect(column.getByTestId('composer')).toBeEnabled()
  })

  const basia = await colleague(browser, house, anna, 'Basia', 'operator')
  await test.step('handed over, the visitor is told; the owner takes it over again', async () => {
    await column.getByTestId('talk-menu').click()
    await column.getByRole('button', { name: /^Basia/ }).click()
    const hers = basia.getByTestId('column').filter({ hasText: 'Czy szew jest klejony?' })
    await expect(hers).toBeVisible()
    await hers.getByTestId('composer').fill('Tak, wszystkie szwy są klejone.')
    await basia.keyboard.press('Enter')
    await expect(visitor.getByTestId('zagaj-panel')).toContainText('Basia')
    await anna.getByTestId('conversation-row').first().click()
    await anna.getByTestId('talk-menu').first().click()
    await anna.getByRole('button', { name: 'Przejmij rozmowę' }).click()
    await expect(column.getByTestId('composer')).toBeEnabled()
  })

  await test.step('what is typed without a line goes out once when it is back', async () => {
    isDown = true
    await Promise.all(lines.map((l) => l.close({ code: 1001 })))
    await expect(anna.getByTestId('offline')).toBeVisible()
    await column.getByTestId('composer').fill('I jeszcze gwarancja na trzy lata.')
    await anna.keyboard.press('Enter')
    await expect(column.getByTestId('unsent')).toContainText('trzy lata')
    isDown = false
    await expect(visitor.getByTestId('zagaj-message').filter({ hasText: 'trzy lata' })).toHaveCount(1)
    await expect(column.getByTestId('unsent')).toHaveCount(0)
  })

  await test.step('the test button rings', async () => {
    await anna.getByTestId('me').click()
    const before = await anna.evaluate(() => (globalThis as unknown as { tones: number }).tones)
    await anna.getByTestId('test-alert').click()
    await expect.poll(() => anna.evaluate(() => (globalThis as unknown as { tones: number }).tones)).toBe(before + 2)
    await anna.getByLabel('Dźwięki').uncheck() // notifications were never allowed
    await anna.getByTestId('test-alert').click()
    await expect(anna.getByTestId('toast')).toContainText('Nic Cię teraz nie zawoła')
  })
  await Promise.all([context.close(), basia.context().close(), visitor.context().close()])
})

test('look, texts and a photo reach the visitor; days, a person’s data, letters, health and shifts are kept in the panel', async () => {
  const house = await stay(House.open(3600))
  const anna = await (await person(browser, 'desktop')).newPage()
  await signIn(anna, house)
  const open = async (section: string): Promise<void> => { await anna.goto(`${house.panel}settings/${section}`); await expect(anna.locator('main [aria-busy=true]')).toHaveCount(0) }

  await test.step('a colour that cannot be read is never shown, and the corner changes', async () => {
    await open('look')
    await anna.getByTestId('accent').fill('#ffd400')
    await expect(anna.getByTestId('contrast')).toContainText('Napisy czarne')
    await anna.getByTestId('corner-left').check()
    await keepsRules(anna)
    await anna.getByTestId('look-save').click()
    await expect(anna.getByText('Zapisano')).toBeVisible()
    await open('texts')
    await anna.getByTestId('text-hello').fill('Cześć! Doradzić coś na szlak?')
    await expect(anna.getByTestId('texts-own')).toContainText('1 własny tekst')
    await keepsRules(anna)
    await anna.getByTestId('texts-save').click()
    await expect(anna.getByText('Zapisano')).toBeVisible()
  })
  await test.step('a photo is cropped and made anew', async () => {
    await open('profile')
    await anna.getByTestId('photo-file').setInputFiles({ name: 'anna.png', mimeType: 'image/png', buffer: png })
    await anna.getByTestId('crop').focus()
    await anna.keyboard.press('ArrowRight')
    await expect(anna.getByTestId('photo-save')).toBeDisabled()
    await anna.getByTestId('photo-mine').check()
    await keepsRules(anna)
    await anna.getByTestId('photo-save').click()
    await expect(anna.getByTestId('portrait').locator('img')).toHaveJSProperty('naturalWidth', 168)
  })

  const visitor = await (await person(browser, 'desktop')).newPage()
  await visitor.goto(house.shop)
  const launcher = visitor.getByTestId('zagaj-launcher')
  await expect(launcher).toHaveCSS('background-color', 'rgb(255, 212, 0)')
  await expect(launcher).toHaveCSS('color', 'rgb(0, 0, 0)')
  expect((await launcher.boundingBox())!.x).toBeLessThan(100)
  await launcher.click()
  await expect(visitor.getByTestId('zagaj-panel')).toContainText('Doradzić coś na szlak?')
  await visitor.getByTestId('zagaj-input').fill('Noszę M')
  await visitor.getByTestId('zagaj-send').click()
  await expect(visitor.getByTestId('zagaj-panel').locator('img')).toHaveJSProperty('naturalWidth', 168)

  await test.step('a person’s data are found and removed', async () => {
    await open('privacy')
    await anna.getByTestId('keep-conversations').fill('365')
    await anna.getByTestId('keep-save').click()
    await expect(anna.getByText('Zapisano')).toBeVisible()
    const { visitors } = await (await anna.request.get(new URL('/v1/panel/visitors', house.panel).href)).json() as { visitors: { visitor: string }[] }
    await anna.getByTestId('person-visitor').fill(visitors[0]!.visitor)
    await anna.getByTestId('person-find').click()
    await expect(anna.getByTestId('person-found')).toContainText('Przechowujemy')
    await keepsRules(anna)
    const [file] = await Promise.all([anna.waitForEvent('download'), anna.getByTestId('person-save').click()])
    expect(file.suggestedFilename()).toBe('zagaj-osoba.json')
    await anna.getByTestId('person-erase').click()
    await anna.getByTestId('person-erase-yes').click()
    await expect(anna.getByText(/^Usunięto/)).toBeVisible()
  })
  await test.step('letters, health, shifts', async () => {
    await open('letters')
    await expect(anna.getByTestId('no-letters')).toBeVisible()
    await keepsRules(anna)
    await open('install')
    await expect(anna.getByTestId('health')).toContainText('Opóźnienie')
    await anna.getByTestId('check').first().click()
    await keepsRules(anna)
    await open('schedule')
    const shifts = anna.getByTestId('shifts')
    await anna.getByTestId('shifts-show').click()
    await shifts.getByRole('button', { name: 'Cały dzień: poniedziałek' }).click()
    await expect(anna.getByTestId('gaps')).toContainText('wtorek')
    await anna.getByTestId('shifts-save').click()
    await expect(shifts.getByText('Zapisano')).toBeVisible()
    await keepsRules(anna)
  })
  await test.step('a rule that cannot act says so', async () => {
    await anna.goto(`${house.panel}settings/rules/new`)
    await anna.getByTestId('template-linger').click()
    for (const lang of ['pl', 'en']) await anna.getByTestId(`text-${lang}`).fill('')
    await expect(anna.getByTestId('warning')).toContainText('nie ma słów')
  })
  await Promise.all([anna.context().close(), visitor.context().close()])
})

test('a thousand visitors: few rows are drawn, news moves none of them under the pointer and makes none anew', async () => {
  const house = await stay(House.open(3600))
  const anna = await (await person(browser, 'desktop')).newPage()
  // The one visitor that is there, a thousand times over; each second all have seen one page more.
  const many = (frame: { visitors: { visitor: string; views: number; since: number }[] }, turn: number): object => ({ ...frame,
    visitors: Array.from({ length: 1000 }, (_, i) => ({ ...frame.visitors[0]!, connected: true, visitor: `v${String(i).padStart(4, '0')}`, views: turn, since: 1_700_000_000_000 + i, seen_at: Date.now() })) })
  let turns = 0
  await anna.routeWebSocket(/\/v1\/panel\/socket/, (ws) => {
    const server = ws.connectToServer()
    server.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { t: string; visitors: [] }
      ws.send(frame.t === 'visitors' && frame.visitors.length > 0 ? JSON.stringify(many(frame, ++turns)) : text)
    })
  })
  await signIn(anna, house)
  const visitor = await (await person(browser, 'desktop')).newPage()
  await visitor.goto(house.shop)
  await anna.getByTestId('nav-visitors').click()
  await expect(anna.getByTestId('visitor-count')).toContainText('1000')
  const rows = anna.getByTestId('visitor-row')
  expect(await rows.count()).toBeLessThan(40)

  await rows.nth(3).hover()
  await anna.getByTestId('virtual').evaluate((list) => {
    const w = window as unknown as { moved: number }
    w.moved = 0
    new MutationObserver((all) => { for (const m of all) w.moved += m.type === 'childList' ? m.addedNodes.length + m.removedNodes.length : 1 })
      .observe(list.querySelector('ul')!, { childList: true, attributes: true, attributeFilter: ['style'], subtree: true })
  })
  const before = await rows.allTextContents()
  const from = turns
  await expect.poll(async () => { // what the visitor does makes news
    await visitor.reload()
    return turns - from
  }).toBeGreaterThan(3)
  expect(await anna.evaluate(() => (window as unknown as { moved: number }).moved)).toBe(0)
  expect((await rows.allTextContents()).map((r) => r.slice(0, 20))).toEqual(before.map((r) => r.slice(0, 20)))

  await anna.getByTestId('virtual').evaluate((list) => { list.scrollTop = list.scrollHeight })
  await expect(anna.locator('[aria-posinset="1000"]')).toBeVisible()
  expect(await rows.count()).toBeLessThan(40)
  await rows.last().click()
  await expect(anna).toHaveURL(/visitors\/v\d{4}$/)
  await Promise.all([anna.context().close(), visitor.context().close()])
})
