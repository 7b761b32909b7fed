import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.open(); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

interface Finding { id: string; nodes: { target: unknown; failureSummary?: string }[] }

/** What breaks WCAG 2.2 AA as far as a machine can tell, and what scrolls sideways. */
async function findings(page: Page, where: string): Promise<string[]> {
  await page.waitForTimeout(400) // motion ends
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Runtime.evaluate', { expression: axe }) // past the page's content security policy
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }).axe.run
    return (await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations
  })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return [...found.map((f) => `${where} ${f.id}: ${f.nodes.map((n) => `${JSON.stringify(n.target)} ${n.failureSummary}`).join('; ')}`), ...(wide > 0 ? [`${where} scrolls sideways by ${wide}`] : [])]
}

const go = async (page: Page, path: string): Promise<void> => { await page.goto(house.panel + path) }

test('a rule: from a template, with a mistake told at its place, tried, saved, moved by keyboard and brought back', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await go(page, 'settings/rules')
  await expect(page.getByTestId('rule')).toHaveCount(2)
  await page.getByTestId('rule-add').click()
  await page.getByTestId('template-linger').click()
  await expect(page.getByTestId('sentence')).toContainText('klient zbiera się do wyjścia')

  await page.getByTestId('add-who').click()
  await page.getByTestId('picker-search').fill('wartosc koszyka')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('sentence')).toContainText('wartość koszyka to co najmniej')
  const amount = page.locator('.condition', { hasText: 'wartość koszyka' }).getByRole('spinbutton')
  await amount.fill('')
  await page.getByTestId('add-unless').click()
  await page.getByTestId('picker-search').fill('wlasne zdarzenie')
  await page.keyboard.press('Enter')
  await expect(page.locator('.condition.faulty')).toHaveCount(1)
  await expect(page.getByTestId('rule-save')).toBeDisabled()
  await page.locator('.condition.faulty').getByRole('textbox').fill('chat_button')
  await expect(page.locator('.condition.faulty')).toHaveCount(0)
  await amount.fill('120')

  await page.getByTestId('test-run').click()
  await expect(page.getByTestId('test-result')).toBeVisible()
  await page.getByTestId('rule-save').click()
  await expect(page.getByTestId('changes').getByRole('listitem')).toHaveCount(1)
  await page.getByTestId('toast').getByRole('button', { name: 'Cofnij' }).click() // who has made it by mistake takes it back
  await expect(page.getByTestId('rule')).toHaveCount(2)
  await page.getByTestId('undo').first().click()
  await expect(page.getByTestId('rule')).toHaveCount(3)
  await page.getByTestId('rule').filter({ hasText: 'Waha się między podobnymi' }).getByRole('link').click()
  await expect(page.getByTestId('changes').getByRole('listitem')).toHaveCount(3)
  await page.getByTestId('rule-name').fill('Waha się długo')
  await page.getByTestId('rule-save').click()
  await expect(page.getByTestId('changes').getByRole('listitem')).toHaveCount(4)
  await page.getByTestId('undo').first().click()
  await expect(page.getByTestId('rule-name')).toHaveValue('Waha się między podobnymi')

  await go(page, 'settings/rules')
  const rules = page.getByTestId('rule')
  await expect(rules).toHaveCount(3)
  await expect(rules.first()).toContainText('Waha się między podobnymi')
  await rules.first().locator('.grip').focus()
  await page.keyboard.press('ArrowDown')
  await expect(rules.nth(1)).toContainText('Waha się między podobnymi')
  await page.reload()
  await expect(rules.nth(1)).toContainText('Waha się między podobnymi')
  await page.context().close()
})

test('what is not saved is left only by who says so: by a link, by Back, by closing the page, of a rule and of the week', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await go(page, 'settings/rules')
  const asks = page.getByTestId('leave-dialog')
  const name = page.getByTestId('rule-name')
  await page.getByTestId('rule').first().getByRole('link').click()
  const own = page.url()
  await name.fill('Inna nazwa')
  await expect(page.locator('.save-bar')).toContainText('Są niezapisane zmiany')

  await page.getByTestId('section-calm').click()
  await expect(asks).toContainText('Są niezapisane zmiany')
  await expect(page.getByTestId('leave-stay')).toBeFocused()
  expect(await findings(page, 'before leaving')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(asks).toBeHidden()
  await expect(name).toHaveValue('Inna nazwa')
  await page.goBack()
  await expect(asks).toBeVisible()
  await page.keyboard.press('Enter') // the focus is on what loses nothing
  await expect(asks).toBeHidden()
  expect(page.url()).toBe(own)
  await expect(name).toHaveValue('Inna nazwa')

  const told = page.waitForEvent('dialog')
  void page.close({ runBeforeUnload: true })
  expect((await told).type()).toBe('beforeunload')
  await (await told).dismiss()

  await page.goBack()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/settings\/rules$/)
  await page.getByTestId('rule').first().getByRole('link').click()
  await expect(name).not.toHaveValue('Inna nazwa')
  await name.fill('Inna nazwa')
  await page.getByTestId('rule-save').click()
  await expect(page.locator('.save-bar')).toContainText('Zapisano')
  await page.getByTestId('rule-add').or(page.getByRole('link', { name: 'Reguły' })).first().click()
  await expect(asks).toBeHidden() // it is saved

  await go(page, 'settings/schedule')
  await page.getByTestId('add-line').click()
  await page.getByTestId('nav-desk').click()
  await page.getByTestId('leave-go').click()
  await expect(page).toHaveURL(/panel\/$/)
  await page.context().close()
})

test('the week is painted by mouse and keyboard, writes cron lines, reads them in words, and is kept', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await go(page, 'settings/schedule')
  const lines = page.getByTestId('cron')
  await expect(lines).toHaveValue('* * * * *')
  await page.getByRole('button', { name: 'Cały dzień: sobota' }).click()
  await expect(lines).toHaveValue('* * * * 1-5,7')
  const cell = (day: number, slot: number) => page.locator(`[data-day="${day}"][data-slot="${slot}"]`)
  await cell(5, 20).hover()
  await page.mouse.down()
  for (const slot of [22, 24]) await cell(5, slot).hover()
  await page.mouse.up()
  await expect(lines.nth(1)).toHaveValue('* 10-12 * * 6')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(lines.nth(1)).toHaveValue('* 10-13 * * 6')
  await expect(page.getByTestId('cron-words').nth(1)).toContainText('sobota, 10:00–14:00')
  await lines.nth(1).fill('* 10-13 * *')
  await expect(page.getByTestId('schedule-save')).toBeDisabled()
  await lines.nth(1).fill('* 10-13 * * 6')
  await expect(page.getByTestId('schedule-facts')).toContainText('zegary')
  await page.getByTestId('schedule-save').click()
  await expect(page.getByText('Zapisano')).toBeVisible()
  await page.reload()
  await expect(lines).toHaveCount(2)
  await expect(cell(5, 20)).toHaveAttribute('aria-selected', 'true')
  await page.context().close()
})

test('reports: every part opens by its own address, has its data as a table, and gives it away as a file', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  for (const part of ['speed', 'offers', 'worth', 'promises', 'demand', 'hours']) {
    await go(page, `reports/${part}`)
    await expect(page.getByTestId(`report-${part}`)).toHaveAttribute('aria-current', 'page')
    await expect(page.locator('main section').first()).toBeVisible()
  }
  await expect(page.getByTestId('advice')).toContainText('Za mało danych')
  await go(page, 'reports/demand')
  await expect(page.getByTestId('heat').locator('td')).toHaveCount(168)
  await page.locator('main summary').click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('csv').click()])
  expect(readFileSync(await file.path(), 'utf8')).toContain('"Godzina","poniedziałek"')
  await page.context().close()
})

test('settings: somebody is invited by a link told once, it stands in the audit log, and one sees where one is signed in', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await go(page, 'settings/team')
  await page.getByTestId('invite-email').fill('basia@sklep.example')
  await page.getByTestId('invite-send').click()
  await expect(page.getByTestId('invite-url')).toContainText('#')
  await go(page, 'settings/audit')
  await expect(page.getByRole('cell', { name: 'zaproszenie', exact: true })).toBeVisible()
  await go(page, 'settings/account')
  await expect(page.getByTestId('sessions')).toContainText('ta przeglądarka')
  await go(page, 'settings/install')
  await expect(page.getByTestId('quarantine')).toContainText('Wszystkie zdarzenia zostały zrozumiane')
  await go(page, 'settings/questions')
  await page.getByTestId('question').first().getByLabel('Po polsku').fill('Czy jest mój rozmiar?')
  await page.getByTestId('questions-save').click()
  await expect(page.getByText('Zapisano')).toBeVisible()
  await page.reload()
  await expect(page.getByTestId('question').first().getByLabel('Po polsku')).toHaveValue('Czy jest mój rozmiar?')
  await page.context().close()
})

test('a question without words is refused at its place in plain words, and the audit log tells of an order as a person would', async () => {
  const page = await (await person(browser, 'phone')).newPage()
  await signIn(page, house)
  await go(page, 'settings/questions')
  const questions = page.getByTestId('question')
  await expect(questions.first()).toBeVisible()
  const before = await questions.count()
  await page.getByRole('button', { name: 'Dodaj pytanie' }).click()
  await page.getByTestId('questions-save').click()
  const last = questions.nth(before)
  const polish = last.getByLabel('Po polsku')
  await expect(last.getByRole('alert')).toHaveText('Wpisz pytanie choć w jednym języku albo je usuń.')
  await expect(polish).toBeFocused()
  await expect(polish).toHaveAttribute('aria-invalid', 'true')
  expect(await findings(page, 'an empty question')).toEqual([])
  await polish.fill('Czy {brand} jest dobra?')
  await expect(last.getByRole('alert')).toBeHidden()
  await page.getByTestId('questions-save').click()
  await expect(last.getByRole('alert')).toHaveText('W pytaniu podstawiamy tylko {product} i {category}. Popraw nawiasy klamrowe.')
  await expect(page.locator('main')).not.toContainText('questions[')
  await polish.fill('Czy {product} jest na stanie?')
  await page.getByTestId('questions-save').click()
  await expect(page.getByText('Zapisano')).toBeVisible()

  await page.request.get(new URL('/v1/panel/orders?number=NIE-MA', house.panel).href)
  await go(page, 'settings/audit')
  await expect(page.getByRole('row').filter({ hasText: 'sprawdzone zamówienie' }).first()).toContainText('znaleziono 0 zamówień')
  await page.context().close()
})

test('how chats are run is set in plain words and kept: messages while closed, photos, the tone of messages', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  const desk = new URL('/v1/panel/desk', house.panel).href
  const before = await (await page.request.get(desk)).json() as { alarm: unknown; closed: string; photos: string; mood: boolean }
  await page.route('**/v1/panel/desk', (route) => route.abort())
  await go(page, 'settings/chat')
  await expect(page.locator('.settings-inner').getByRole('alert')).toContainText('Serwer nie odpowiada')
  await page.unroute('**/v1/panel/desk')
  await page.getByRole('button', { name: 'Ponów' }).click()
  await expect(page.getByTestId(`closed-${before.closed || 'hide'}`)).toBeChecked()
  await expect(page.getByTestId(`photos-${before.photos || 'ask'}`)).toBeChecked()

  await page.getByTestId('closed-message').check()
  await page.getByTestId('photos-allow').check()
  await page.getByTestId('mood').check()
  await page.getByTestId('chat-save').click()
  await expect(page.getByText('Zapisano')).toBeVisible()
  expect(await (await page.request.get(desk)).json()).toEqual({ ...before, closed: 'message', photos: 'allow', mood: true }) // the alarms stay
  await page.reload()
  for (const id of ['closed-message', 'photos-allow', 'mood']) await expect(page.getByTestId(id)).toBeChecked()
  expect(await findings(page, 'how chats are run')).toEqual([])

  await page.route('**/v1/panel/desk', (route) => route.abort())
  await page.getByTestId('photos-off').check()
  await page.getByTestId('chat-save').click()
  await expect(page.locator('.save-state')).toContainText('Serwer nie odpowiada')
  await expect(page.getByTestId('photos-off')).toBeChecked() // nothing that was chosen is lost
  await page.unroute('**/v1/panel/desk')
  expect((await page.request.put(desk, { data: before })).ok()).toBe(true)
  await page.context().close()
})

test('by mouse and by finger: a rule is dragged, its card looked at as on a desktop, the week painted by touch, a delivery nobody understood played again', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await go(page, 'settings/rules')
  const rules = page.getByTestId('rule')
  await rules.nth(1).waitFor()
  const name = (await rules.first().getByRole('heading').textContent())!.trim()
  await rules.first().locator('.grip').dragTo(rules.nth(1))
  await expect(rules.nth(1).getByRole('heading')).toHaveText(name)

  await go(page, 'settings/rules/new/linger')
  const preview = page.locator('.preview')
  const width = async (): Promise<number> => (await preview.boundingBox())!.width
  const phone = await width()
  await expect(preview.getByRole('button').first()).toBeAttached()
  await page.locator('input[name=preview][value=desktop]').check()
  await expect.poll(width).toBeGreaterThan(phone)

  const phoneContext = await person(browser, 'phone')
  await phoneContext.addCookies(await page.context().cookies())
  const touched = await phoneContext.newPage()
  await go(touched, 'settings/schedule')
  const cell = (slot: number) => touched.locator(`[data-day="2"][data-slot="${slot}"]`)
  await cell(20).scrollIntoViewIfNeeded()
  const isOpen = await cell(20).getAttribute('aria-selected') === 'true'
  const [from, to] = [(await cell(20).boundingBox())!, (await cell(24).boundingBox())!]
  const cdp = await phoneContext.newCDPSession(touched)
  const at = (y: number) => [{ x: from.x + from.width / 2, y }]
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(from.y + 4) })
  for (let y = from.y + 4; y <= to.y + 4; y += 4) await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(y) })
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  for (const slot of [20, 22, 24]) await expect(cell(slot)).toHaveAttribute('aria-selected', String(!isOpen))

  const made = await (await page.request.post(new URL('/v1/panel/installations', house.panel).href, { data: { platform: 'standard' } })).json() as { url: string; secret: string }
  const body = JSON.stringify({ type: 'cart.updated', occurred_at: Date.now(), data: { id: '', total: 'much' } })
  const [id, sent] = ['m1', String(Math.floor(Date.now() / 1000))]
  const mac = createHmac('sha256', Buffer.from(made.secret.replace('whsec_', ''), 'base64')).update(`${id}.${sent}.${body}`).digest('base64')
  const taken = await fetch(made.url, { method: 'POST', body, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': sent, 'webhook-signature': `v1,${mac}` } })
  expect(taken.status).toBe(200)
  await go(page, 'settings/install')
  const waiting = page.getByTestId('quarantine').getByRole('listitem').filter({ hasText: 'Dowolny sklep' })
  await expect(waiting).toHaveCount(1)
  await waiting.getByRole('button').first().click() // as wrong as before: it stays, and says why
  await expect(waiting).toContainText('Serwer nie przyjął tych danych')
  await waiting.getByRole('button').nth(1).click()
  await expect(waiting).toHaveCount(0)
  await Promise.all([page.context().close(), phoneContext.close()])
})

const SCREENS = ['settings', 'settings/rules', 'settings/rules/new', 'settings/rules/demo-browse', 'settings/experiments', 'settings/experiments/new', 'settings/calm', 'settings/schedule', 'settings/answers', 'settings/questions', 'settings/peek', 'settings/install', 'settings/team',
  'settings/account', 'settings/audit', 'reports', 'reports/offers', 'reports/worth', 'reports/demand', 'reports/hours']

for (const [screen, dark] of [['phone', false], ['desktop', true]] as const) {
  test(`what merchants set keeps WCAG 2.2 AA on a ${screen}, ${dark ? 'dark' : 'light'}`, async () => {
    const page = await (await person(browser, screen, dark)).newPage()
    await signIn(page, house)
    const found: string[] = []
    for (const path of SCREENS) {
      await go(page, path)
      await expect(page.locator('main [aria-busy=true]')).toHaveCount(0)
      found.push(...await findings(page, path))
    }
    expect(found).toEqual([])
    await page.context().close()
  })
}
