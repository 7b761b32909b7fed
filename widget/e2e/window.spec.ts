import { expect, test, type Page } from '@playwright/test'

import { person, type House } from './house'
import { ask, columnOf, header, say, Team } from './team'

// The conversation's window as a shopper has it on a phone: what is new is in view, what was said is found again on the next page.

/** Pictures go there, for a person's eyes, when it is set. */
const PICTURES = process.env['WINDOW_PICTURES']

let team: Team
let house: House
let anna: Page

test.beforeAll(async () => {
  team = await Team.open();
  ({ house, anna } = team)
  await team.seats('anna', 6)
})
test.afterAll(() => team?.close())

const come = async (screen: 'phone' | 'desktop' = 'phone'): Promise<Page> => team.come('', await person(team.shopper, screen))

/** Anna's answers in the conversation in which this was said. */
async function answer(words: string, ...lines: string[]): Promise<void> {
  const composer = columnOf(anna, words).getByTestId('composer')
  for (const line of lines) {
    await composer.fill(line)
    await composer.press('Enter')
    await expect(columnOf(anna, words).getByTestId('message').filter({ hasText: line })).toHaveCount(1)
  }
}

/** How many pixels of the conversation's words lie below what is in view. */
const below = (page: Page): Promise<number> => page.getByRole('log').evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight))

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${page.viewportSize()!.width}.png` })
}

const end = async (page: Page): Promise<void> => { await page.context().close() }

for (const screen of ['phone', 'desktop'] as const) {
  test(`the last words of a conversation that ended while it was put away are read, and rated, on the next page: ${screen}`, async () => {
    const page = await come(screen)
    const words = `Czy jest M? ${screen}`
    await say(page, words)
    await expect(header(page)).toContainText('Anna')
    await page.getByTestId('zagaj-minimize').click()
    await columnOf(anna, words).getByTestId('composer').fill('Tak, ostatnia sztuka.')
    await anna.keyboard.press('Control+Enter')
    await expect(columnOf(anna, words)).toHaveCount(0)
    await page.getByTestId('product-card').first().click()
    await expect(page.getByTestId('zagaj-launcher')).toHaveClass(/unread/)
    await picture(page, 'dot')
    await page.getByTestId('zagaj-launcher').click()
    await expect(page.getByTestId('zagaj-message').filter({ hasText: 'ostatnia sztuka' })).toBeInViewport()
    await expect(page.getByTestId('zagaj-star')).toHaveCount(5)
    await expect.poll(() => below(page)).toBeLessThanOrEqual(1)
    await picture(page, 'ended')
    await page.reload()
    await expect(page.getByTestId('zagaj-message').filter({ hasText: 'ostatnia sztuka' })).toBeVisible()
    await page.getByTestId('zagaj-star').nth(4).click()
    await page.getByTestId('zagaj-minimize').click()
    await page.reload()
    await page.getByTestId('zagaj-launcher').click()
    await expect(page.getByTestId('zagaj-input')).toBeVisible()
    await expect(page.getByTestId('zagaj-message')).toHaveCount(0)
    await end(page)
  })
}

test('the newest words stay in view while a longer draft, the question about an order or the rating takes room from them', async () => {
  const page = await come()
  await say(page, 'Długa rozmowa')
  await expect(header(page)).toContainText('Anna')
  await answer('Długa rozmowa', ...Array.from({ length: 9 }, (_, i) => `${i + 1}. ${'Szwy są klejone, więc kurtka nie przemoknie. '.repeat(2)}`))
  await expect(page.getByTestId('zagaj-message')).toHaveCount(10)
  const last = page.getByTestId('zagaj-message').last()
  const stays = async (what: string): Promise<void> => {
    await expect.poll(() => below(page), { message: what }).toBeLessThanOrEqual(1)
    await expect(last, what).toBeInViewport({ ratio: 0.9 })
    await picture(page, what)
  }
  await stays('as they came')
  await page.getByTestId('zagaj-input').fill('Jeden\ndwa\ntrzy\ncztery\npięć')
  await stays('a draft of five lines')
  await page.getByTestId('zagaj-input').fill('')
  await page.getByTestId('zagaj-menu').click()
  await page.getByTestId('zagaj-order').click()
  await expect(page.getByTestId('zagaj-order-number')).toBeVisible()
  await stays('an order')
  await page.getByTestId('zagaj-order-close').click()
  await page.getByRole('log').evaluate((log) => { log.scrollTop = 0 })
  await page.getByTestId('zagaj-input').fill('Jeden\ndwa\ntrzy')
  expect(await below(page), 'who reads above is left there').toBeGreaterThan(200)
  await page.getByTestId('zagaj-input').fill('')
  await page.getByRole('log').evaluate((log) => { log.scrollTop = log.scrollHeight })
  await page.getByTestId('zagaj-menu').click()
  await page.getByTestId('zagaj-end').click()
  await expect(page.getByTestId('zagaj-star')).toHaveCount(5)
  await stays('the rating')
  await end(page)
})

test('a suggested question fits the narrowest phone', async () => {
  await ask(anna, 'PUT', 'questions', { questions: [{ text: { pl: 'Czy ten produkt jest dostępny w innych rozmiarach albo kolorach?' } }] })
  const page = await come()
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 640 })
    const question = page.getByTestId('zagaj-question').filter({ hasText: 'w innych rozmiarach' })
    await expect(question).toBeVisible()
    expect((await question.evaluate((q) => q.getBoundingClientRect().right)), `at ${width}`).toBeLessThanOrEqual(width)
    await picture(page, 'question')
  }
  await end(page)
})

test('the menu closes with a tap anywhere else, and with the focus that leaves it', async () => {
  const page = await come()
  await say(page, 'Menu')
  const menu = page.getByTestId('zagaj-menu')
  const isOpen = (open: boolean): Promise<void> => expect(menu).toHaveAttribute('aria-expanded', `${open}`)
  for (const away of [() => page.getByRole('log').tap({ position: { x: 100, y: 300 } }), () => header(page).locator('strong').tap(), () => page.getByTestId('zagaj-input').tap(), () => page.getByTestId('zagaj-input').focus()]) {
    await menu.tap()
    await expect(page.getByTestId('zagaj-order')).toBeVisible()
    await isOpen(true)
    await away()
    await isOpen(false)
    await expect(page.getByTestId('zagaj-order')).toBeHidden()
  }
  await menu.tap()
  await isOpen(true)
  await picture(page, 'menu')
  await menu.tap()
  await isOpen(false)
  await menu.tap()
  await page.getByTestId('zagaj-order').tap()
  await isOpen(false)
  await expect(page.getByTestId('zagaj-order-number')).toBeFocused()
  await end(page)
})

for (const screen of ['phone', 'desktop'] as const) {
  test(`while nobody is there the head says when an answer can be expected, also after the first message: ${screen}`, async () => {
    const kept = await ask<{ schedule: object }>(anna, 'GET', 'schedule')
    const day = new Date(Date.now() + 2 * 86_400_000).getDay()
    await ask(anna, 'PUT', 'schedule', { ...kept.schedule, open: [`* 9-16 * * ${day}`] })
    await ask(anna, 'PUT', 'desk', { closed: 'message' })
    await anna.goto('about:blank') // her panel would show the conversation, and what is typed in it
    const page = await come(screen)
    const expected = async (): Promise<void> => {
      await expect(header(page)).toContainText(/Teraz nas nie ma.*Odpowiemy od .*9:00/)
      await expect(header(page)).not.toContainText('kolejce')
      await expect(page.getByTestId('zagaj-peek-line')).toBeHidden()
      await picture(page, 'away')
    }
    await expected()
    await say(page, `Proszę o odpowiedź rano: ${screen}`)
    await expected()
    await page.reload()
    await expect(page.getByTestId('zagaj-message')).toHaveCount(1)
    await expected()
    await anna.goto(house.panel)
    await ask(anna, 'PUT', 'schedule', kept.schedule)
    await expect(header(page)).toContainText('Anna')
    await expect(page.getByTestId('zagaj-peek-line')).toBeVisible()
    await end(page)
  })
}
