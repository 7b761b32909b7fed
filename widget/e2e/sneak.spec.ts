import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { person } from './house'
import { ask, columnOf, header, leave, say, takes, Team } from './team'

// Sneak peek, routing, suggested questions and what stands beside a conversation, by a visitor and two consultants in browsers of their own.

let team: Team
let anna: Page
let beata: Page
test.beforeAll(async () => { team = await Team.open(); ({ anna, beata } = team) })
test.afterAll(() => team?.close())

/** The draft after each frame that left the visitor's browser, as whoever listens on the way would put it together. */
function overheard(page: Page): string[] {
  const drafts: string[] = []
  page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => {
    const f = JSON.parse(String(payload)) as { t: string; p: number; n: number; s: string }
    if (f.t === 'ds') drafts.push(f.s)
    if (f.t !== 'd') return
    const chars = [...(drafts.at(-1) ?? '')]
    chars.splice(f.p, f.n, ...f.s)
    drafts.push(chars.join(''))
  }))
  return drafts
}

test('numbers and passwords stay in the browser while they are typed, what is no secret is read, and a word goes letter by letter', async () => {
  await ask(anna, 'PUT', 'shop', { peek: 'deletions', seats: 3 })
  await anna.goto(team.house.panel)
  const visitor = await (await person(team.shopper, 'phone')).newPage()
  const drafts = overheard(visitor)
  await team.arrive(visitor, '')
  await visitor.getByTestId('zagaj-launcher').click()
  await say(visitor, 'Dzień dobry')
  const column = columnOf(anna, 'Dzień dobry')
  const draft = column.getByTestId('draft')
  const input = visitor.getByTestId('zagaj-input')
  await visitor.getByTestId('zagaj-deletions-toggle').click()

  for (const [secret, seen] of [['karta 4111 1111 1111 1111', 'karta •••'], ['PESEL 44051401359', 'PESEL •••'], ['PL61 1090 1014 0000 0712 1981 2874', 'PL•••'], ['moje hasło to Kot123', 'moje hasło to •••']] as const) {
    await test.step(seen, async () => {
      drafts.length = 0
      await input.pressSequentially(secret, { delay: 40 })
      await expect(draft).toContainText(seen)
      await expect.poll(() => drafts.at(-1)).toBe(seen)
      expect(drafts.length).toBeGreaterThan(1)
      expect(drafts.filter((d) => /\d(?:[ -]?\d){6,}|Kot/.test(d))).toEqual([])
      await input.fill('')
      await expect(draft.filter({ hasText: seen })).toHaveCount(0)
    })
  }

  await test.step('an EAN and an order’s number are read once something follows', async () => {
    await input.pressSequentially('EAN 5901234123457 i zamówienie 100123456, tak', { delay: 20 })
    await expect(draft).toContainText('EAN 5901234123457 i zamówienie 100123456, tak')
    await input.fill('')
  })

  await test.step('five times backspace strike one word through', async () => {
    await input.pressSequentially('jest za drogo', { delay: 20 })
    await expect(draft).toContainText('jest za drogo')
    for (let i = 0; i < 5; i++) await input.press('Backspace', { delay: 30 })
    await expect(column.getByTestId('struck').last()).toHaveText('drogo')
    await expect(column.getByTestId('struck').filter({ hasText: /rogo/ })).toHaveCount(1)
  })

  await test.step('sent: no ghost of it stands beside the message', async () => {
    await visitor.getByTestId('zagaj-send').click()
    await expect(column.getByTestId('message').filter({ hasText: 'jest za' })).toHaveCount(1)
    await expect(draft).toBeHidden()
  })
  await leave(visitor)
  await ask(anna, 'PUT', 'shop', { peek: 'draft', seats: 3 })
  await anna.goto(team.house.panel)
})

/** A phone that reads the shop in German: the page says so before any script of it runs. */
async function germanSpeaking(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin' })
  await context.addInitScript(() => new MutationObserver(() => {
    if (document.documentElement && document.documentElement.lang !== 'de') document.documentElement.lang = 'de'
  }).observe(document, { childList: true, subtree: true, attributes: true }))
  return context
}

test('who leaves the queue finds the answer; who comes back finds the same person; who looks at jackets finds who knows them', async () => {
  await takes(beata, false)
  await team.seats('anna', 1)
  const holder = await team.come()
  await say(holder, 'Zajmuję miejsce')
  const context = await person(team.shopper, 'phone')
  const waiting = await team.come('', context)
  await say(waiting, 'Czekam na odpowiedź')
  await expect(header(waiting)).toContainText('Twoje miejsce w kolejce: 1')
  await waiting.close()
  await leave(holder)
  await columnOf(anna, 'Czekam na odpowiedź').getByTestId('composer').fill('Już jestem, odpowiadam.')
  await anna.keyboard.press('Enter')
  await expect(columnOf(anna, 'Czekam na odpowiedź').getByTestId('message')).toHaveCount(2)

  const back = await context.newPage()
  await team.arrive(back, '')
  const launcher = back.getByTestId('zagaj-launcher')
  await expect(launcher.or(back.getByTestId('zagaj-panel')).first()).toBeVisible()
  if (await launcher.isVisible()) await launcher.click()
  await expect(back.getByTestId('zagaj-message').filter({ hasText: 'Już jestem, odpowiadam.' })).toHaveCount(1)
  await expect(header(back)).toContainText('Anna')
  await leave(back, true)

  await team.seats('anna', 3)
  const other = await team.come()
  await say(other, 'Druga rozmowa Anny')
  await takes(beata, true) // she has more free seats from now on
  const again = await team.come('', context)
  await say(again, 'To znowu ja')
  await expect(header(again)).toContainText('Anna')
  await ask(anna, 'PUT', `profiles/${team.id.anna}`, { languages: [], skills: ['kurtki'] })
  const stranger = await team.come('produkt/kurtka-wichura')
  await say(stranger, 'Czy jest na niej membrana?')
  await expect(header(stranger)).toContainText('Anna')
  const anybody = await team.come()
  await say(anybody, 'Mam inne pytanie')
  await expect(header(anybody)).toContainText('Beata')
  await ask(anna, 'PUT', `profiles/${team.id.anna}`, { languages: [], skills: [] })
  for (const page of [again, other, stranger]) await leave(page)

  await test.step('a German visitor finds who speaks German, though the other has more free seats; everybody else finds the other', async () => {
    await ask(anna, 'PUT', `profiles/${team.id.beata}`, { languages: ['de'], skills: [] })
    const german = await germanSpeaking(team.shopper)
    const visitor = await team.come('', german)
    await expect(visitor.getByTestId('zagaj-send')).toHaveAccessibleName('Senden')
    await visitor.getByTestId('zagaj-input').fill('Ist die Jacke wasserdicht?')
    await visitor.getByTestId('zagaj-send').click()
    await expect(header(visitor)).toContainText('Beata')
    await expect(columnOf(beata, 'Ist die Jacke wasserdicht?')).toHaveCount(1)
    const polish = await team.come()
    await say(polish, 'A po polsku?')
    await expect(header(polish)).toContainText('Anna')
    await ask(anna, 'PUT', `profiles/${team.id.beata}`, { languages: [], skills: [] })
    await leave(visitor)
    await leave(polish)
  })
  await leave(anybody)
  await takes(beata, false)
})

test('two tabs of one browser: one ends the conversation and begins another, the other keeps its unsent words and types on in the new one', async () => {
  const context = await person(team.shopper, 'desktop')
  const one = await team.come('', context)
  await say(one, 'Rozmowa pierwsza')
  const two = await team.come('', context)
  const field = two.getByTestId('zagaj-input')
  await field.pressSequentially('jeszcze nie wysłane', { delay: 20 })
  const before = columnOf(anna, 'Rozmowa pierwsza')
  await expect(before.getByTestId('draft')).toContainText('jeszcze nie wysłane')

  await one.getByTestId('zagaj-menu').click()
  await one.getByTestId('zagaj-end').click()
  await one.getByTestId('zagaj-again').click()
  await say(one, 'Rozmowa druga')
  await expect(two.getByTestId('zagaj-message').filter({ hasText: 'Rozmowa druga' })).toHaveCount(1)
  await expect(two.getByTestId('zagaj-message').filter({ hasText: 'Rozmowa pierwsza' })).toHaveCount(0)
  await expect(field).toHaveValue('jeszcze nie wysłane')
  const now = columnOf(anna, 'Rozmowa druga')
  await expect(before.getByTestId('draft')).not.toBeVisible()

  await field.press('End')
  await field.pressSequentially(', a piszę dalej', { delay: 20 })
  await expect(now.getByTestId('draft')).toContainText('jeszcze nie wysłane, a piszę dalej')
  await one.getByTestId('zagaj-input').pressSequentially('tu też', { delay: 20 })
  await expect(now.getByTestId('draft').locator('.bubble')).toHaveText(/^\s*tu też\s*$/)
  await field.press('End')
  await field.pressSequentially('.', { delay: 20 })
  await expect(now.getByTestId('draft').locator('.bubble')).toHaveText(/^\s*jeszcze nie wysłane, a piszę dalej\.\s*$/)
  await two.getByTestId('zagaj-send').click()
  const words = 'jeszcze nie wysłane, a piszę dalej.'
  for (const seen of [one.getByTestId('zagaj-message'), two.getByTestId('zagaj-message'), now.getByTestId('message')]) await expect(seen.filter({ hasText: words })).toHaveCount(1)
  await expect(field).toHaveValue('')
  await expect(one.getByTestId('zagaj-input')).toHaveValue('tu też')
  await two.close()
  await leave(one)
})

test('a suggested question is the merchant’s own, is tapped, answered by a person and counted; page, way, cart and earlier conversations stand beside it', async () => {
  interface Asked { questions: object[]; counts: { id: string; tapped: number; answered: number }[] }
  const kept = await ask<Asked>(anna, 'GET', 'questions')
  await ask(anna, 'PUT', 'questions', { questions: [{ id: 'wash', text: { pl: 'Jak prać {product}?', en: 'How do I wash {product}?' }, pages: ['product'] }, ...kept.questions] })
  const context = await person(team.shopper, 'desktop')
  const first = await team.come('', context)
  await say(first, 'Pierwsze pytanie')
  await expect(columnOf(anna, 'Pierwsze pytanie')).toHaveCount(1)
  await leave(first, true)

  const visitor = await team.come('produkt/kurtka-wichura', context)
  const question = visitor.getByTestId('zagaj-panel').getByTestId('zagaj-question').filter({ hasText: 'Jak prać Kurtka Wichura?' })
  await question.click()
  const column = columnOf(anna, 'Jak prać Kurtka Wichura?')
  await expect(column.getByTestId('message')).toHaveCount(1)
  await column.getByTestId('composer').fill('W 30 stopniach, bez płynu do płukania.')
  await anna.keyboard.press('Enter')
  await expect(visitor.getByTestId('zagaj-message').filter({ hasText: 'W 30 stopniach' })).toHaveCount(1)
  await expect.poll(async () => (await ask<Asked>(anna, 'GET', 'questions')).counts.find((c) => c.id === 'wash')).toMatchObject({ tapped: 1, answered: 1 })

  await anna.getByTestId('conversation-row').filter({ hasText: 'W 30 stopniach' }).click()
  const aside = column.getByRole('button', { name: /koszyk i wizyta/i }).first()
  if (await aside.isVisible()) await aside.click()
  await expect(anna.getByTestId('product-name')).toContainText('Kurtka Wichura')
  await expect(anna.getByText('Pierwsze pytanie')).toBeVisible() // among the earlier conversations
  await anna.getByText('Droga przez sklep').click()
  await expect(anna.locator('details.path li').filter({ hasText: 'Kurtka Wichura' })).not.toHaveCount(0)
  await expect.poll(() => anna.locator('details.path li').count()).toBeGreaterThan(1)
  await visitor.getByTestId('zagaj-minimize').click()
  await visitor.getByTestId('add-to-cart').click()
  await expect(anna.getByTestId('cart-total')).toContainText('699')
  await visitor.getByTestId('zagaj-launcher').click()
  await leave(visitor)
  await ask(anna, 'PUT', 'questions', { questions: kept.questions })
})
