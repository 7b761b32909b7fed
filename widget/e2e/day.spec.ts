import { createHmac } from 'node:crypto'

import { expect, test, type Locator, type Page } from '@playwright/test'

import { keepsRules } from './axe'
import { person, signIn } from './house'
import { ask, columnOf, leave, say, takes, Team } from './team'

// What a working day holds besides talking: clocks, keys, calls to a window out of sight, what stands beside a conversation, what a shop sets by itself.

let team: Team
let anna: Page

test.beforeAll(async () => {
  team = await Team.open()
  anna = team.anna
})
test.afterAll(() => team?.close())

const beside = (page: Page): Locator => page.getByRole('complementary', { name: 'Klient, koszyk i wizyta' })
const open = (path: string): Promise<unknown> => anna.goto(team.house.panel + path)

/** The clock of a wait: how many seconds it tells, how urgent it looks, and in which colour once the colour has stopped fading. */
const clockOf = (wait: Locator): Promise<{ s: number; level: number; colour: string }> => wait.evaluate(async (e) => {
  while (e.getAnimations().length > 0) await Promise.allSettled(e.getAnimations().map((a) => a.finished))
  const [min, s] = e.textContent!.split(':').map(Number)
  return { s: min! * 60 + s!, level: Number(/\bu(\d)\b/.exec(e.className)![1]), colour: getComputedStyle(e).backgroundColor }
})

test('the clock of who waits changes colour at 15, 30 and 60 seconds, and a window out of sight is told without the visitor’s words', async () => {
  const context = await person(team.worker, 'desktop')
  await context.addInitScript(() => {
    const w = window as unknown as { told: string[]; isAway: boolean }
    w.told = []
    w.isAway = false
    class Told {
      static permission = 'granted'
      constructor(title: string, o?: { body?: string }) { w.told.push(`${title}: ${o?.body}`) }
    }
    Object.defineProperty(window, 'Notification', { value: Told })
    Object.defineProperty(document, 'visibilityState', { get: () => (w.isAway ? 'hidden' : 'visible') })
  })
  const operator = await context.newPage()
  await operator.clock.install()
  await signIn(operator, team.house)
  const visitor = await team.come()
  await say(visitor, 'Czy ten plecak mieści laptopa?')
  const wait = columnOf(operator, 'mieści laptopa').getByTestId('wait')
  await expect(wait).toBeVisible()
  const colours = new Set<string>()
  for (const [ahead, least] of [[0, 0], [15, 1], [15, 2], [30, 3]] as const) {
    if (ahead > 0) await operator.clock.fastForward(ahead * 1000)
    await expect.poll(async () => (await clockOf(wait)).level).toBeGreaterThanOrEqual(least)
    const { s, level, colour } = await clockOf(wait)
    expect(level, `${s} s`).toBe(s >= 60 ? 3 : s >= 30 ? 2 : s >= 15 ? 1 : 0)
    colours.add(`${level} ${colour}`)
  }
  expect(new Set([...colours].map((c) => c.slice(2))).size).toBe(colours.size) // no two levels look alike
  expect(colours.size).toBeGreaterThan(1)

  const told = (): Promise<string[]> => operator.evaluate(() => (window as unknown as { told: string[] }).told)
  expect(await told()).toEqual([])
  await operator.evaluate(() => { (window as unknown as { isAway: boolean }).isAway = true; document.dispatchEvent(new Event('visibilitychange')) })
  await say(visitor, 'Piętnaście cali')
  await expect.poll(async () => (await told()).length).toBeGreaterThan(0)
  for (const t of await told()) expect(t).not.toContain('Piętnaście')
  await operator.evaluate(() => { (window as unknown as { isAway: boolean }).isAway = false; document.dispatchEvent(new Event('visibilitychange')) })
  await leave(visitor)
  await context.close()
})

test('keys: off and on, the next who waits, up and down, a promise, an end; what is written is checked for spelling', async () => {
  await takes(anna, true)
  const one = await team.come()
  await say(one, 'Pytanie o rozmiar')
  const two = await team.come()
  await say(two, 'Pytanie o zwrot')
  const [first, second] = [columnOf(anna, 'o rozmiar'), columnOf(anna, 'o zwrot')]
  await expect(first.getByTestId('composer')).toHaveAttribute('spellcheck', 'true')
  await second.getByTestId('composer').focus()

  const [ofFirst, ofSecond] = [await first.getAttribute('data-conversation'), await second.getAttribute('data-conversation')]
  const isAt = (id: string | null): Promise<void> => expect(anna).toHaveURL(new URL(`/panel/c/${id}`, team.house.panel).href)
  await isAt(ofSecond)
  for (const [key, to] of [['ArrowUp', ofFirst], ['ArrowDown', ofSecond], ['ArrowDown', ofFirst]] as const) { // of two, the next is the one before
    await anna.keyboard.press(`Alt+${key}`)
    await isAt(to)
  }

  await anna.keyboard.press('Alt+a')
  await expect(anna.getByTestId('available')).toHaveAttribute('aria-checked', 'false')
  // The answer to "back to the queue" comes late: by then the conversation has been taken again, and stays under the hands.
  const transfer = /\/conversations\/[^/]+\/transfer$/
  let taken = (): void => { /* set below */ }
  const again = new Promise<void>((done) => { taken = done })
  await anna.route(transfer, async (route) => {
    const response = await route.fetch()
    await again
    await route.fulfill({ response })
  })
  await second.getByTestId('talk-menu').click()
  await second.getByRole('button', { name: 'Oddaj do kolejki' }).click()
  await expect(anna.locator('[data-testid=conversation-row][data-state=waiting]')).toContainText('o zwrot')
  await anna.keyboard.press('Alt+n')
  await expect(second.getByTestId('composer')).toBeEnabled()
  await expect(anna.locator('[data-testid=conversation-row][data-state=waiting]')).toHaveCount(0)
  const late = anna.waitForResponse(transfer)
  taken()
  await (await late).finished()
  await anna.unroute(transfer)

  await second.getByTestId('composer').focus()
  await anna.keyboard.press('Alt+p')
  await expect(anna.getByTestId('promise-dialog')).toBeVisible()
  await anna.keyboard.press('Escape')
  await expect(anna.getByTestId('promise-dialog')).toBeHidden()
  await expect(second.getByTestId('composer')).toBeFocused()
  await anna.keyboard.press('Alt+e')
  await expect(two.getByText('Rozmowa zakończona')).toBeVisible()
  await anna.keyboard.press('Alt+a')
  await expect(anna.getByTestId('available')).toHaveAttribute('aria-checked', 'true')
  await leave(one)
  await two.context().close()
})

/** A shop's signed word of an order. */
async function order(number: string): Promise<void> {
  const { secret, url } = await ask<{ secret: string; url: string }>(anna, 'POST', 'installations', { platform: 'standard' })
  const body = JSON.stringify({ type: 'order.created', occurred_at: Date.now(), data: { id: number, number, version: 1, status: 'shipped', currency: 'PLN', total: '129.00', coupons: [], lines: [{ product: 'k', name: 'Czapka Turnia', quantity: 1, price: '129.00' }] } })
  const [id, at] = [`m-${number}`, String(Math.floor(Date.now() / 1000))]
  const mac = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${at}.${body}`).digest('base64')
  const res = await fetch(new URL(new URL(url).pathname, team.house.panel), { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${mac}` } })
  expect(res.status, await res.text()).toBe(200)
}

test('beside a conversation: an order found by its number, what it is about, a tag, and the talk of before, which opens', async () => {
  await order('ZG-77')
  await open('') // what ended before has left the desk
  const visitor = await team.come()
  await say(visitor, 'Gdzie jest moja czapka?')
  await expect(columnOf(anna, 'moja czapka')).toBeVisible()
  const side = beside(anna)
  await side.getByTestId('order-number').fill('ZG-78')
  await anna.keyboard.press('Enter')
  await expect(side.getByTestId('order-none')).toBeVisible()
  await side.getByTestId('order-number').fill('ZG-77')
  await anna.keyboard.press('Enter')
  await expect(side.getByTestId('order-found')).toContainText('wysłane')
  await expect(side.getByTestId('order-found')).toContainText('Czapka Turnia')
  await side.getByTestId('kind').selectOption('order')
  await side.getByRole('textbox', { name: 'Dodaj etykietę' }).fill('kurier')
  await anna.keyboard.press('Enter')
  await expect(side.locator('.tag', { hasText: 'kurier' })).toBeVisible()
  await keepsRules(anna)

  await columnOf(anna, 'moja czapka').getByTestId('close').click()
  await expect(visitor.getByText('Rozmowa zakończona')).toBeVisible()
  await visitor.getByTestId('zagaj-again').click()
  await say(visitor, 'Jednak dotarła')
  await expect(columnOf(anna, 'Jednak dotarła')).toBeVisible()
  const before = beside(anna).locator('.earlier a')
  await expect(before).toContainText('moja czapka')
  await before.click()
  await expect(columnOf(anna, 'moja czapka')).toContainText('Rozmowa jest zakończona')
  await leave(visitor)
})

test('a ready answer is written and found by the slash; a key for programs opens the API until it is removed; an address for news is kept, off and away', async () => {
  await open('settings/answers')
  await anna.getByTestId('answer-shortcut').fill('Raty')
  await anna.getByTestId('answer-text').fill('Raty 0% bierze się w kasie.')
  await anna.getByTestId('answer-save').click()
  await expect(anna.getByTestId('answer-item').filter({ hasText: 'Raty 0%' })).toBeVisible()

  await open('settings/keys')
  await anna.getByTestId('api-key-name').fill('Magazyn')
  await anna.getByTestId('api-key-add').click()
  const key = await anna.getByTestId('api-key-text').textContent()
  const status = async (): Promise<number> => (await fetch(new URL('/v1/api/conversations', team.house.panel), { headers: { Authorization: `Bearer ${key}` } })).status
  expect(await status()).toBe(200)
  await anna.reload()
  await expect(anna.getByTestId('api-key')).toContainText('Magazyn')
  await expect(anna.getByTestId('api-key-text')).toHaveCount(0) // told once
  await anna.getByTestId('api-key').getByRole('button').click()
  await anna.getByTestId('api-key').getByRole('button', { name: 'Usuń' }).click()
  await expect(anna.getByTestId('api-key')).toHaveCount(0)
  expect(await status()).toBe(401)

  await open('settings/webhooks')
  await anna.getByTestId('endpoint-url').fill('https://hooks.sklep.example/zagaj')
  await anna.getByTestId('endpoint-add').click()
  await expect(anna.getByTestId('endpoint-secret')).toContainText('whsec_')
  const endpoint = anna.getByTestId('endpoint')
  await expect(endpoint).toContainText('https://hooks.sklep.example/zagaj')
  await endpoint.getByRole('button', { name: /^Wyłącz/ }).click()
  await expect(endpoint.locator('.tag.bad')).toBeVisible()
  await keepsRules(anna)
  await endpoint.getByRole('button', { name: /^Usuń/ }).click()
  await endpoint.getByRole('button', { name: 'Usuń', exact: true }).click()
  await expect(endpoint).toHaveCount(0)

  await open('')
  const visitor = await team.come()
  await say(visitor, 'Czy są raty?')
  const column = columnOf(anna, 'są raty')
  await column.getByTestId('composer').fill('/raty')
  await anna.keyboard.press('Enter')
  await expect(column.getByTestId('composer')).toHaveValue('Raty 0% bierze się w kasie.')
  await anna.keyboard.press('Enter')
  await expect(visitor.getByTestId('zagaj-message').filter({ hasText: 'Raty 0%' })).toHaveCount(1)
  await leave(visitor)
})

test('a closed day and public holidays are kept; a colleague gets fewer seats and another role, and has them at once', async () => {
  await open('settings/schedule')
  await anna.getByRole('button', { name: 'Dodaj dzień' }).click()
  await anna.getByLabel('Dzień zamknięty 1', { exact: true }).fill('2031-05-02')
  await anna.getByRole('combobox', { name: 'Święta' }).selectOption('PL')
  await anna.getByTestId('schedule-save').click()
  await expect(anna.getByText('Zapisano')).toBeVisible()
  await anna.reload()
  await expect(anna.getByLabel('Dzień zamknięty 1', { exact: true })).toHaveValue('2031-05-02')
  await expect(anna.getByRole('combobox', { name: 'Święta' })).toHaveValue('PL')
  expect(JSON.stringify(await ask(anna, 'GET', 'schedule'))).toContain('2031-05-02')

  await open('settings/team')
  const row = anna.getByTestId('people').getByRole('listitem').filter({ hasText: 'Beata' })
  await row.getByRole('button', { name: 'Zmień: Beata' }).click()
  const form = anna.getByTestId('people').locator('form')
  await form.getByLabel('Rozmów naraz').fill('2')
  await form.getByRole('combobox').selectOption('admin')
  await form.getByRole('button', { name: 'Zapisz' }).click()
  await expect(row).toContainText('administrator')
  await team.beata.reload()
  await expect(team.beata.getByTestId('seats').locator('.seat')).toHaveCount(2)
  await team.beata.goto(`${team.house.panel}settings/calm`)
  await expect(team.beata.getByRole('button', { name: 'Zapisz' })).toBeEnabled()
})

test('a phone is called: switched on by one press, known to the server, shown by the worker, and off again', async () => {
  const context = await person(team.worker, 'phone')
  await context.addCookies(await anna.context().cookies())
  await context.grantPermissions(['notifications'], { origin: new URL(team.house.panel).origin })
  const phone = await context.newPage()
  // No browser of a test has a push service: what it would give stands in, everything else is the browser's own.
  await phone.addInitScript(() => {
    const keys = { p256dh: new Uint8Array(65).fill(4).buffer, auth: new Uint8Array(16).buffer }
    let mine: object | null = null
    PushManager.prototype.getSubscription = async () => mine as PushSubscription
    PushManager.prototype.subscribe = async () => {
      mine = { endpoint: 'https://push.example/anna', getKey: (name: 'p256dh' | 'auth') => keys[name], unsubscribe: async () => { mine = null; return true } }
      return mine as PushSubscription
    }
  })
  const cdp = await context.newCDPSession(phone)
  await cdp.send('ServiceWorker.enable')
  const registered = new Promise<string>((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const found = registrations.find((r) => r.scopeURL.endsWith('/panel/') && !r.isDeleted)
    if (found) done(found.registrationId)
  }))
  await phone.goto(`${team.house.panel}settings/push`)
  const known = async (): Promise<number> => (await ask<{ subscriptions: object[] }>(anna, 'GET', 'push')).subscriptions.length
  await phone.getByTestId('push-switch').click()
  await expect(phone.getByTestId('push-switch')).toHaveAttribute('aria-checked', 'true')
  expect(await known()).toBe(1)
  await keepsRules(phone)

  const data = JSON.stringify({ title: 'Klient czeka', body: 'od 30 sekund', conversation: 'c1' })
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: new URL(team.house.panel).origin, registrationId: await registered, data })
  const shown = (): Promise<string[]> => phone.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => `${n.title}: ${n.body} ${(n.data as { path: string }).path}`))
  await expect.poll(shown).toEqual(['Klient czeka: od 30 sekund /panel/c/c1'])

  await phone.getByTestId('push-switch').click()
  await expect(phone.getByTestId('push-switch')).toHaveAttribute('aria-checked', 'false')
  expect(await known()).toBe(0)
  await context.close()
})
