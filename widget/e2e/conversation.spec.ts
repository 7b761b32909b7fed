import { createHmac } from 'node:crypto'

import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { fillCart, person, type House } from './house'
import { ask, columnOf, header, leave, QUIET, say, takes, Team } from './team'

// What a merchant asks of a conversation, by two and three people in browsers of their own. The demo's rules wait an
// hour: every conversation is the visitor's own beginning.

let team: Team
let house: House
let shopper: Browser
let anna: Page
let beata: Page
let id: Team['id']

const seats = (who: 'anna' | 'beata', n: number): Promise<unknown> => team.seats(who, n)
const come = (path = '', context?: BrowserContext): Promise<Page> => team.come(path, context)

test.beforeAll(async () => {
  team = await Team.open();
  ({ house, shopper, anna, beata, id } = team)
})
test.afterAll(() => team?.close())

/** Five short conversations, so that the shop knows how long one takes. */
async function history(): Promise<void> {
  await seats('anna', 6)
  const page = await (await person(shopper, 'desktop')).newPage()
  await page.goto(house.shop)
  await page.evaluate(async (socket) => {
    const brief = (n: number): Promise<void> => new Promise((done, failed) => {
      const ws = new WebSocket(socket)
      ws.onerror = () => failed(new Error('no socket'))
      ws.onopen = () => ws.send(JSON.stringify({ t: 'hello', shop: 'demo', tab: `t${n}`, page: { url: location.href }, device: 'desktop', lang: 'pl', nav: 'load', consent: false, visible: true }))
      ws.onmessage = (e) => {
        const f = JSON.parse(String(e.data)) as { t: string; conversation?: { state?: string } }
        if (f.t === 'welcome') ws.send(JSON.stringify({ t: 'say', id: `m${n}`, text: `Krótkie pytanie ${n}` }))
        if (f.t === 'ack') setTimeout(() => ws.send('{"t":"bye"}'), 1500)
        if (f.t === 'conversation' && f.conversation?.state === 'closed') { ws.close(); done() }
      }
    })
    await Promise.all([1, 2, 3, 4, 5].map(brief))
  }, `${house.panel.replace(/^http/, 'ws').replace(/\/panel\/?$/, '')}/v1/visitor/socket`)
  await page.context().close()
  await seats('anna', 1)
}

test('every seat taken: an honest place and wait, words while waiting, a hand-over everybody sees, and everybody called', async () => {
  await history()
  const one = await come()
  await say(one, 'Pierwsza osoba')
  await expect(header(one)).toContainText('Anna')
  const two = await come()
  await say(two, 'Druga osoba')

  await test.step('the second waits with a place, a time, and may go on writing', async () => {
    await expect(header(two)).toContainText('Twoje miejsce w kolejce: 1, około 1 min')
    await say(two, 'Piszę dalej, czekając')
    await expect(anna.getByTestId('conversation-row').filter({ hasText: 'Piszę dalej' })).toHaveAttribute('data-state', 'waiting')
    await two.reload()
    await expect(two.getByTestId('zagaj-message')).toHaveCount(2)
  })

  await test.step('whoever becomes free has who waited longest', async () => {
    await takes(beata, true)
    await expect(header(two)).toContainText('Beata')
    await expect(columnOf(beata, 'Druga osoba')).toHaveCount(1)
  })

  await test.step('a conversation changes hands, and the visitor reads who answers now', async () => {
    await columnOf(anna, 'Pierwsza osoba').getByTestId('talk-menu').click()
    await columnOf(anna, 'Pierwsza osoba').getByRole('button', { name: /^Beata/ }).click()
    await expect(header(one)).toContainText('Beata')
    await expect(one.getByText('Rozmowę przejmuje teraz Beata.')).toBeVisible()
    await expect(columnOf(beata, 'Pierwsza osoba')).toHaveCount(1)
  })

  await test.step('everybody is called; the first who takes it has it', async () => {
    await columnOf(beata, 'Pierwsza osoba').getByTestId('talk-menu').click()
    await columnOf(beata, 'Pierwsza osoba').getByTestId('call-all').click()
    await expect(anna.getByTestId('call')).toContainText(/Beata.*Pierwsza osoba/)
    await expect(one.getByText('Pytamy teraz wszystkich')).toBeVisible()
    await anna.getByTestId('call-take').click()
    await expect(header(one)).toContainText('Anna')
    await expect(anna.getByTestId('call')).toHaveCount(0)
    await expect(columnOf(anna, 'Pierwsza osoba')).toHaveCount(1)
  })
  await leave(one)
  await leave(two)
  await seats('anna', 3)
})

test('nobody answers: it rings, it notifies, somebody else is asked, each with its receipt; who drops off is not waited for', async () => {
  await takes(beata, false)
  await ask(anna, 'PUT', 'desk', { alarm: { sound: 2, notify: 4, next: 20 } })
  const visitor = await come()
  await say(visitor, 'Halo, jest tam kto?')
  await expect(header(visitor)).toContainText('Anna')
  await takes(beata, true)
  await expect(header(visitor)).toContainText('Beata')
  await ask(anna, 'PUT', 'desk', { alarm: QUIET })
  await columnOf(beata, 'Halo').getByTestId('composer').fill('Jestem, w czym pomóc?')
  await beata.keyboard.press('Enter')
  await expect(visitor.getByTestId('zagaj-message').filter({ hasText: 'Jestem' })).toHaveCount(1)

  const { conversations } = await ask<{ conversations: { id: string; preview: string }[] }>(anna, 'GET', 'conversations')
  const talk = conversations.find((c) => c.preview.startsWith('Jestem'))!.id
  interface Receipt { step: string; round: number; at: number; heard_at: number; heard_by: string }
  const { waits, alarms } = await ask<{ waits: { since: number; seen_at: number; seen_by: string; answered_by: string }[]; alarms: Receipt[] }>(anna, 'GET', `conversations/${talk}/waits`)
  const first = alarms.filter((a) => a.round === alarms[0]!.round)
  expect(first.map((a) => a.step)).toEqual(['sound', 'notify', 'next'])
  expect(first.slice(0, 2).every((a) => a.heard_by === id.anna && a.heard_at >= a.at)).toBe(true)
  expect(waits[0]!.seen_by).toBe(id.anna)
  expect(waits[0]!.seen_at).toBeGreaterThanOrEqual(waits[0]!.since)
  expect(waits[0]!.answered_by).toBe(id.beata)

  await say(visitor, 'A czy macie to w zieleni?')
  await beata.goto('about:blank') // the last line of hers is gone
  await expect(header(visitor)).toContainText('Anna', { timeout: 90_000 })
  await beata.goto(house.panel)
  await takes(beata, false)
  await leave(visitor)
})

test('sneak peek does as the shop and the visitor say: dots, deletions only when let, nothing where the browser asks not to be watched', async () => {
  const shop = async (peek: string): Promise<void> => { await ask(anna, 'PUT', 'shop', { peek, seats: 3 }); await anna.goto(house.panel) }
  /** A visitor who has said a word, so that Anna has the conversation on the screen; and the drafts that left the browser. */
  const begin = async (word: string, context?: BrowserContext): Promise<[Page, string[]]> => {
    const sent: string[] = []
    const page = await (context ?? await person(shopper, 'desktop')).newPage()
    page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => { if (/"t":"ds?"/.test(String(payload))) sent.push(String(payload)) }))
    await page.goto(house.shop)
    await page.getByTestId('zagaj-launcher').click()
    await say(page, word)
    await expect(columnOf(anna, word)).toHaveCount(1)
    return [page, sent]
  }
  const type = (page: Page, text: string) => page.getByTestId('zagaj-input').pressSequentially(text, { delay: 20 })

  await test.step('dots: that somebody writes, and not a word of it', async () => {
    await shop('dots')
    const [visitor, sent] = await begin('Kropki')
    await expect(visitor.getByTestId('zagaj-peek-line')).toContainText('widzi tylko, że piszesz')
    // Dots last for some seconds only, and reach whoever watches already: the visitor goes on typing.
    await expect.poll(async () => { await type(visitor, 'za drogie '); return columnOf(anna, 'Kropki').getByTestId('draft').isVisible() }).toBe(true)
    await expect(columnOf(anna, 'Kropki').getByTestId('draft')).not.toContainText('drogie')
    expect(sent.join('')).not.toContain('drogie')
    await leave(visitor)
  })

  await test.step('deletions: seen only once the visitor lets them, struck through, then gone; who watched is on record', async () => {
    await shop('deletions')
    const [visitor] = await begin('Skreślenia')
    const column = columnOf(anna, 'Skreślenia')
    const input = visitor.getByTestId('zagaj-input')
    await type(visitor, 'tego nie widać')
    await expect(column.getByTestId('draft')).toContainText('tego nie widać')
    await input.fill('')
    await type(visitor, 'macie M')
    await expect(column.getByTestId('draft')).toContainText('macie M')
    await expect(column.getByTestId('struck')).toHaveCount(0)
    await visitor.getByTestId('zagaj-deletions-toggle').click()
    await type(visitor, ' ale to jest chyba za drogie')
    await expect(column.getByTestId('draft')).toContainText('za drogie')
    await input.fill('macie M')
    await expect(column.getByTestId('struck')).toContainText('za drogie')
    await expect(column.getByTestId('hesitation')).toContainText('usunięte')
    await expect(column.getByTestId('struck')).toHaveCount(0)
    await visitor.getByTestId('zagaj-send').click()
    await expect(column.getByTestId('message').filter({ hasText: 'macie M' })).toHaveCount(1)
    await expect(column.getByTestId('draft')).toBeHidden()
    const talk = await column.getAttribute('data-conversation')
    const { watches } = await ask<{ watches: { operator: string; mode: string }[] }>(anna, 'GET', `conversations/${talk}/watches`)
    expect(watches.map((w) => [w.operator, w.mode])).toContainEqual([id.anna, 'deletions'])
    await leave(visitor)
  })

  await test.step('Global Privacy Control: no draft leaves the browser', async () => {
    const context = await person(shopper, 'desktop')
    await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }))
    const [visitor, sent] = await begin('Prywatnie', context)
    await type(visitor, 'nikt tego nie zobaczy')
    await expect(visitor.getByTestId('zagaj-peek-line')).toContainText('widzi tylko, że piszesz')
    await say(visitor, 'nikt tego nie zobaczy')
    await expect(columnOf(anna, 'Prywatnie').getByTestId('message')).toHaveCount(2)
    expect(sent.join('')).not.toContain('nikt')
    await leave(visitor)
  })
  await shop('draft')
})

test('whoever writes has the floor; ready answers know the product, the cart and the hours, fit the draft, and are made of good answers', async () => {
  const visitor = await (await person(shopper, 'desktop')).newPage()
  await fillCart(visitor, house)
  await visitor.getByTestId('zagaj-launcher').click()
  await say(visitor, 'Mam pytanie')
  const column = columnOf(anna, 'Mam pytanie')
  const composer = column.getByTestId('composer')
  const dots = visitor.getByTestId('zagaj-panel').locator('.dots')

  await test.step('that the consultant types is hidden from who types', async () => {
    await composer.fill('Już')
    await expect(dots).toBeVisible()
    await visitor.getByTestId('zagaj-input').pressSequentially('jaka jest dos')
    await expect(dots).toBeHidden()
    await composer.pressSequentially(' odpowiadam', { delay: 50 })
    await visitor.getByTestId('zagaj-input').pressSequentially('tawa')
    await expect(dots).toBeHidden()
    await composer.fill('')
  })

  await test.step('what fits the draft stands first', async () => {
    await expect(column.locator('[data-testid=answer].fits').first()).toContainText('Dostawa')
  })

  await test.step('variables are filled, and a mark stands where there is nothing', async () => {
    await ask(anna, 'POST', 'answers', { shortcut: 'żółć', language: 'pl', text: '{product} za {cart_total}, {opening_hours}. Stan: {order_status}. {operator}' })
    await anna.goto(house.panel)
    await expect(anna.getByTestId('cart-total')).toContainText('zł')
    await composer.fill('/zolc')
    await expect(anna.getByTestId('answer-menu').getByRole('option')).toHaveCount(1)
    await anna.keyboard.press('Enter')
    await expect(composer).toHaveValue(/^\S.+ za [0-9]+,00 zł, całą dobę\. Stan: \[\? order_status\]\. Anna$/)
    await expect(column.getByText('Uzupełnij, zanim wyślesz: stan zamówienia')).toBeVisible()
  })

  await test.step('an answer just given becomes a ready one', async () => {
    await composer.fill('Szwy są klejone, więc nie przemokną.')
    await visitor.getByTestId('zagaj-input').fill('')
    await anna.keyboard.press('Enter')
    const said = column.getByTestId('message').filter({ hasText: 'Szwy są klejone' })
    await expect(said).toHaveCount(1)
    await said.hover()
    await said.getByTestId('save-answer').click()
    await anna.getByTestId('save-answer-shortcut').fill('szwy')
    await anna.getByTestId('save-answer-go').click()
    await composer.fill('/szwy')
    await expect(anna.getByTestId('answer-menu').getByRole('option').first()).toContainText('Szwy są klejone')
    await composer.fill('')
  })
  await leave(visitor)
})

test('an order’s status: by number for the consultant, with a proof for the visitor', async () => {
  const { secret, url } = await ask<{ secret: string; url: string }>(anna, 'POST', 'installations', { platform: 'standard' })
  const body = JSON.stringify({ type: 'order.updated', occurred_at: Date.now(), data: { id: 'o-77', number: 'HAL-77', version: 1, status: 'shipped', currency: 'PLN', total: '699.00',
    coupons: [], lines: [], postcode: '34-500', phone: '+48 600 700 812' } })
  const stamp = String(Math.floor(Date.now() / 1000))
  const sign = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`msg_e2e.${stamp}.${body}`).digest('base64')
  const res = await fetch(new URL(new URL(url).pathname, house.panel), { method: 'POST', body,
    headers: { 'Content-Type': 'application/json', 'webhook-id': 'msg_e2e', 'webhook-timestamp': stamp, 'webhook-signature': `v1,${sign}` } })
  expect(res.ok).toBe(true)

  const visitor = await come()
  await say(visitor, 'Gdzie moja paczka?')
  await anna.goto(house.panel)
  await expect(columnOf(anna, 'Gdzie moja paczka?')).toHaveCount(1)
  await anna.getByTestId('order-number').fill('HAL-77')
  await anna.keyboard.press('Enter')
  await expect(anna.getByTestId('order-found')).toContainText('wysłane')

  await visitor.getByTestId('zagaj-menu').click()
  await visitor.getByTestId('zagaj-order').click()
  await visitor.getByTestId('zagaj-order-number').fill('HAL-77')
  const box = visitor.getByTestId('zagaj-order-box')
  for (const [proof, told] of [['99-999', 'Nie ma takiego zamówienia'], ['34-500', 'w drodze']] as const) {
    await visitor.getByTestId('zagaj-order-proof').fill(proof)
    await visitor.getByTestId('zagaj-order-look').click()
    await expect(box).toContainText(told)
  }
  await visitor.getByTestId('zagaj-order-close').click()
  await expect(visitor.getByTestId('zagaj-message')).toHaveCount(1)
  await leave(visitor)
})

test('a promise is told, tracked, and kept in the same browser, though the conversation has ended', async () => {
  const context = await person(shopper, 'phone')
  const visitor = await come('', context)
  await say(visitor, 'Kiedy wróci zielona?')
  const column = columnOf(anna, 'Kiedy wróci zielona?')
  await column.getByTestId('composer').fill('Nie wiem')
  await column.getByTestId('promise-open').click()
  await anna.getByTestId('promise-dialog').getByRole('textbox').fill('kiedy wróci zielona')
  await anna.getByTestId('promise-make').click()
  await expect(visitor.getByText(/Anna odpowie do/)).toBeVisible()

  await test.step('a colleague takes it over, and gives it back', async () => {
    const mine = (page: Page) => page.getByTestId('promise-row').filter({ hasText: 'kiedy wróci zielona' })
    await expect(mine(beata).getByTestId('promise-owner')).toHaveText('Anna')
    await mine(beata).click()
    await beata.getByTestId('promise-take').click()
    await expect(beata.getByTestId('promise-keeper')).toHaveText('Ty')
    await expect(visitor.getByText(/Beata odpowie do/)).toBeVisible()
    await expect(mine(anna).getByTestId('promise-owner')).toHaveText('Beata')
    await beata.getByTestId('promise-give').click()
    await beata.getByRole('button', { name: 'Anna', exact: true }).click()
    await expect(beata.getByTestId('promise-keeper')).toHaveText('Anna')
    await beata.getByText('Jak przechodziła').click()
    await expect(beata.getByTestId('promise-move')).toHaveText([/Anna → Beata, przekazuje Beata/, /Beata → Anna, przekazuje Beata/])
    await expect(anna.getByTestId('toast').filter({ hasText: 'Ta obietnica jest teraz Twoja' })).toBeVisible()
    await beata.keyboard.press('Escape')
    await expect(mine(anna).getByTestId('promise-owner')).toHaveCount(0)
  })
  await column.getByTestId('close').click()
  await expect(visitor.getByText('Rozmowa zakończona')).toBeVisible()
  await visitor.close()

  await anna.getByTestId('promise-row').filter({ hasText: 'kiedy wróci zielona' }).click()
  await anna.getByRole('dialog').getByRole('textbox').fill('Zielona wraca we wtorek.')
  await anna.getByRole('dialog').locator('button.primary').click()
  await expect(anna.getByTestId('promise-row')).toHaveCount(0)
  const { count } = await ask<{ count: { kept: number; late: number; open: number } }>(anna, 'GET', 'promises')
  expect([count.kept, count.late, count.open]).toEqual([1, 0, 0])

  const again = await context.newPage()
  await again.goto(house.shop)
  const launcher = again.getByTestId('zagaj-launcher')
  await expect(launcher.or(again.getByTestId('zagaj-panel')).first()).toBeVisible()
  if (await launcher.isVisible()) await launcher.click()
  await expect(again.getByTestId('zagaj-message').filter({ hasText: 'Zielona wraca we wtorek.' })).toHaveCount(1)
  await leave(again)
})

test('nobody looks at a panel: the service worker shows the call, quotes nobody, and sends the receipt', async () => {
  const { origin } = new URL(house.panel)
  const context = anna.context()
  await context.grantPermissions(['notifications'], { origin })
  await takes(beata, false)
  await takes(anna, false)
  await beata.goto('about:blank')
  await ask(anna, 'PUT', 'desk', { alarm: { sound: 0, notify: 1, next: 0 }, closed: 'message' })
  await anna.evaluate(async () => { await navigator.serviceWorker.ready })
  const elsewhere = await context.newPage() // of the panel's origin, and no panel
  await elsewhere.goto(`${house.panel}icon-192.png`)
  const cdp = await context.newCDPSession(elsewhere)
  const registered = new Promise<string>((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const panel = registrations.find((r) => r.scopeURL === `${origin}/panel/` && !r.isDeleted)
    if (panel) done(panel.registrationId)
  }))
  await cdp.send('ServiceWorker.enable')
  const registrationId = await registered
  await anna.goto('about:blank')

  const visitor = await come()
  await say(visitor, 'Moje tajne pytanie')
  const get = async <T>(path: string): Promise<T> => (await context.request.get(`${origin}/v1/panel/${path}`)).json() as Promise<T>
  const { conversations } = await get<{ conversations: { id: string; preview: string }[] }>('conversations')
  const talk = conversations.find((c) => c.preview === 'Moje tajne pytanie')!.id
  interface Receipt { seq: number; round: number; step: string; heard_by: string }
  const alarms = async (): Promise<Receipt[]> => (await get<{ alarms: Receipt[] }>(`conversations/${talk}/waits`)).alarms
  await expect.poll(async () => (await alarms()).map((a) => a.step)).toEqual(['notify'])
  const [{ seq, round, heard_by }] = await alarms() as [Receipt]
  expect(heard_by).toBe('')
  // What the push service would bring: api/push_test.go opens what the server seals.
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId,
    data: JSON.stringify({ title: 'Klient czeka na odpowiedź', body: 'Otwórz rozmowę i odpisz.', conversation: talk, seq, round, step: 'notify' }) })
  await expect.poll(async () => (await alarms())[0]!.heard_by).toBe(id.anna)
  const shown = await elsewhere.evaluate(async () => (await (await navigator.serviceWorker.getRegistration('/panel/'))!.getNotifications()).map((n) => [n.title, n.body, (n.data as { path: string }).path]))
  expect(shown).toEqual([['Klient czeka na odpowiedź', 'Otwórz rozmowę i odpisz.', `/panel/c/${talk}`]])
  await elsewhere.close()
  await leave(visitor)
  await anna.goto(house.panel)
  await ask(anna, 'PUT', 'desk', { alarm: QUIET, closed: 'hide' })
})

test('a promised answer is told by the visitor’s own browser: offered where the shop has the worker, asked at the press, quoting nothing', async () => {
  await takes(anna, true) // whoever closed the panel is away
  const context = await person(shopper, 'phone')
  const visitor = await come('', context)
  const origin = new URL(house.shop).origin
  // No browser of a test has a push service: what it would give stands in, everything else is the browser's own.
  await visitor.evaluate(() => {
    const keys = { p256dh: new Uint8Array(65).fill(4).buffer, auth: new Uint8Array(16).buffer }
    PushManager.prototype.subscribe = async () => ({ endpoint: 'https://push.example/klient', getKey: (name: 'p256dh' | 'auth') => keys[name] }) as unknown as PushSubscription
  })
  await say(visitor, 'Czy zdążycie przed świętami?')
  const column = columnOf(anna, 'Czy zdążycie przed świętami?')
  await column.getByTestId('composer').fill('Nie wiem')
  await column.getByTestId('promise-open').click()
  await anna.getByTestId('promise-dialog').getByRole('textbox').fill('czy przed świętami')
  await anna.getByTestId('promise-make').click()
  const offer = visitor.getByTestId('zagaj-tell')
  await expect(offer).toHaveText('Powiadom mnie w tej przeglądarce')
  expect(await visitor.evaluate(async () => [Notification.permission, (await navigator.serviceWorker.getRegistrations()).length])).toEqual(['default', 0])

  const cdp = await context.newCDPSession(visitor)
  await cdp.send('ServiceWorker.enable')
  const registered = new Promise<string>((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const found = registrations.find((r) => r.scopeURL.endsWith('/zagaj-push/') && !r.isDeleted)
    if (found) done(found.registrationId)
  }))
  await context.grantPermissions(['notifications'], { origin })
  await offer.click()
  const told = visitor.getByText('Ta przeglądarka powiadomi Cię, gdy będzie odpowiedź.')
  await expect(told).toBeVisible()
  const registrationId = await registered
  await visitor.reload()
  await expect(told).toBeVisible() // the server knows it, and nobody is asked again
  await visitor.getByTestId('zagaj-untell').click()
  await expect(visitor.getByTestId('zagaj-tell')).toBeVisible()

  // What the push service would bring: api/answerpush_test.go opens what the server seals.
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify({ title: 'Masz odpowiedź: Halny', body: 'Otwórz sklep, żeby ją przeczytać.' }) })
  const shown = (): Promise<string[][]> => visitor.evaluate(async () => (await (await navigator.serviceWorker.getRegistration('/zagaj-push/'))!.getNotifications()).map((n) => [n.title, n.body]))
  await expect.poll(shown).toEqual([['Masz odpowiedź: Halny', 'Otwórz sklep, żeby ją przeczytać.']])
  await anna.getByTestId('promise-row').filter({ hasText: 'czy przed świętami' }).click()
  await anna.getByRole('dialog').getByRole('textbox').fill('Tak, w piątek.')
  await anna.getByRole('dialog').locator('button.primary').click()
  await leave(visitor)
})

test('closed hours: the chat is away, or takes a message and says when the shop opens', async () => {
  await takes(anna, false)
  const nobody = await (await person(shopper, 'desktop')).newPage()
  await team.arrive(nobody, '')
  await expect(nobody.getByTestId('zagaj-launcher')).toBeHidden()
  await nobody.context().close()

  const kept = await ask<{ schedule: object }>(anna, 'GET', 'schedule')
  const day = new Date(Date.now() + 2 * 86_400_000).getDay()
  await ask(anna, 'PUT', 'schedule', { ...kept.schedule, open: [`* 9-16 * * ${day}`] })
  await ask(anna, 'PUT', 'desk', { closed: 'message' })
  const visitor = await come()
  await expect(header(visitor)).toContainText('Teraz nas nie ma')
  await expect(visitor.getByTestId('zagaj-panel')).toContainText(/Odpowiemy od .*9:00/)
  await say(visitor, 'Proszę o odpowiedź rano')
  await ask(anna, 'PUT', 'schedule', kept.schedule)
  await takes(anna, true)
  await expect(columnOf(anna, 'Proszę o odpowiedź rano')).toHaveCount(1)
  await expect(header(visitor)).toContainText('Anna')
  await leave(visitor)
})
