import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { readableOn } from '../visitor/theme'
import { broken, loadAxe } from './axe'
import { fillCart, House, launch, offered, person, signIn } from './house'

// One of them is what no designer would choose.
const COLOURS = ['#17604a', '#ffe94d', '#808080']

let house: House
let browser: Browser
let operator: Page

test.beforeAll(async () => {
  house = await House.open()
  browser = await launch()
  operator = await (await person(browser, 'desktop')).newPage()
  await signIn(operator, house)
})
test.afterAll(async () => { await browser?.close(); await house?.close() })

/** Two themes and three colours of one state, as loader and theme would paint them. */
async function inAllColours(page: Page, state: string): Promise<void> {
  await test.step(state, async () => {
    for (const dark of [false, true]) for (const colour of COLOURS) {
      await page.evaluate(([accent, on, night]) => {
        const host = document.querySelector<HTMLElement>('zagaj-chat')!
        host.style.setProperty('--accent', accent!)
        host.style.setProperty('--on-accent', on!)
        host.classList.toggle('dark', night === '1')
      }, [colour, readableOn(colour), dark ? '1' : ''])
      expect(await broken(page, 'zagaj-chat'), `${state}, ${colour}, ${dark ? 'dark' : 'light'}`).toEqual([])
    }
  })
}

/** The card takes no focus, and is never in the way of somebody who fills in a form. */
async function makesRoom(page: Page): Promise<void> {
  const offer = page.getByTestId('zagaj-offer')
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('ZAGAJ-CHAT')
  for (const where of ['bottom: 20px', 'top: 20px']) { // one lies under the card, the other is only written in
    await page.evaluate((at) => {
      const field = document.createElement('input')
      field.setAttribute('aria-label', 'Kod pocztowy')
      field.style.cssText = `position: fixed; left: 40px; width: 120px; ${at}`
      field.id = 'field'
      document.body.append(field)
      dispatchEvent(new Event('resize'))
    }, where)
    if (where.startsWith('top')) await page.locator('#field').focus()
    await expect(offer).toBeHidden()
    await page.evaluate(() => { document.getElementById('field')!.blur(); document.getElementById('field')!.remove(); dispatchEvent(new Event('resize')) })
    await expect(offer).toBeVisible()
  }
}

/** However much a merchant writes, the buttons stand whole above the card's lower rim. */
async function buttonsWhole(page: Page): Promise<void> {
  for (const words of [9, 14, 60]) {
    const cut = await page.getByTestId('zagaj-offer').evaluate((card, n) => {
      const text = card.querySelector('p')!
      const was = text.textContent
      text.textContent = Array.from({ length: n }, () => 'dziesięć').join(' ')
      const rim = card.getBoundingClientRect()
      const out = [...card.querySelectorAll('button')].filter((b) => { const r = b.getBoundingClientRect(); return r.bottom > rim.bottom - 1 || r.top < rim.top || rim.bottom > innerHeight }).map((b) => b.textContent)
      const lines = Math.round(text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight))
      const hidden = card.scrollHeight > card.clientHeight && lines <= 3
      text.textContent = was
      return [...out, ...(hidden ? [`${lines} lines do not fit`] : [])]
    }, words)
    expect(cut, `${words} words`).toEqual([])
  }
}

/** The screen a page has at 320 px, or on a desktop at 400 %; the theme is asked for, so that its colours are there. */
async function narrow(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 320, height: 568 }, locale: 'pl-PL', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.addInitScript(() => new MutationObserver((_, o) => {
    const script = document.querySelector<HTMLScriptElement>('script[data-shop]')
    if (script) { script.dataset['theme'] = 'auto'; o.disconnect() }
  }).observe(document, { childList: true, subtree: true }))
  return { context, page }
}

test('eight states in two themes and three colours keep WCAG 2.2 AA at 320 px', async () => {
  const { context, page } = await narrow()
  await page.goto(house.shop)
  await expect(page.getByTestId('zagaj-launcher')).toBeVisible()
  await loadAxe(page)
  await inAllColours(page, 'the launcher')
  await fillCart(page, house)
  const offer = page.getByTestId('zagaj-offer')
  await offered(page)
  await loadAxe(page)
  expect((await offer.boundingBox())!.height).toBeLessThanOrEqual(568 / 4)
  await buttonsWhole(page)
  await inAllColours(page, 'an offer')
  await makesRoom(page)
  await page.getByTestId('zagaj-offer-accept').click()
  await inAllColours(page, 'an empty conversation')
  await page.getByTestId('zagaj-input').fill('Jaki rozmiar wybrać?')
  await page.getByTestId('zagaj-send').click()
  await expect(page.getByTestId('zagaj-message').locator('time')).toHaveCount(1)
  await operator.getByTestId('conversation-row').first().click()
  await expect(operator.getByTestId('message')).toHaveCount(1)
  await operator.getByTestId('composer').fill('Dzień dobry! Więcej na https://example.com/rozmiary.')
  await operator.getByTestId('composer').press('Enter')
  await expect(page.getByTestId('zagaj-message')).toHaveCount(2)
  await inAllColours(page, 'a conversation')
  await operator.getByTestId('composer').pressSequentially('Jes')
  await page.getByTestId('zagaj-input').fill('Dłuższa wiadomość, która nie mieści się w jednym wierszu pola')
  await inAllColours(page, 'writing')
  await page.getByTestId('zagaj-menu').click()
  await inAllColours(page, 'the menu')
  await page.getByTestId('zagaj-order').click()
  await expect(page.getByTestId('zagaj-order-number')).toBeFocused()
  await inAllColours(page, 'the question where an order is')
  await page.keyboard.press('Escape')
  await context.setOffline(true)
  await page.getByTestId('zagaj-send').click()
  await expect(page.getByTestId('zagaj-retry')).toBeVisible()
  await inAllColours(page, 'without a connection')
  await context.setOffline(false)
  await expect(page.getByTestId('zagaj-retry')).toBeHidden({ timeout: 90_000 })
  await page.getByTestId('zagaj-menu').click()
  await page.getByTestId('zagaj-end').click()
  await expect(page.getByTestId('zagaj-star')).toHaveCount(5)
  await inAllColours(page, 'the end')
  await page.getByTestId('zagaj-star').nth(3).click()
  await expect(operator.getByTestId('conversation-row')).toHaveCount(0)

  expect(await page.evaluate(() => [...document.querySelector('zagaj-chat')!.shadowRoot!.querySelectorAll('*')]
    .filter((el) => getComputedStyle(el).animationName !== 'none' || el.getBoundingClientRect().right > innerWidth + 1).map((el) => el.className))).toEqual([])
  await context.close()
})

test('the keyboard alone opens, writes, leaves and ends, and the focus is never lost', async () => {
  const context = await person(browser, 'desktop')
  const page = await context.newPage()
  await page.goto(house.shop)
  const launcher = page.getByTestId('zagaj-launcher')
  await expect(launcher).toBeVisible()
  await launcher.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zagaj-input')).toBeFocused()
  await page.keyboard.type('Czy jest w innym kolorze?')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zagaj-message').locator('time')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(launcher).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zagaj-input')).toBeFocused()
  await page.getByTestId('zagaj-menu').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zagaj-end')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('zagaj-menu')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zagaj-end')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zagaj-star')).toHaveCount(5)
  const log = page.getByRole('log')
  await expect(log).toHaveAttribute('aria-live', 'polite')
  await context.close()
})

test('a whole screen on phones, a window on a tablet and a desktop, with room for a finger', async () => {
  for (const [name, width, height] of [['a small phone', 320, 568], ['a Pixel', 412, 915], ['a Pixel held sideways', 800, 360], ['a tablet', 768, 1024], ['a desktop', 1440, 900]] as const) {
    await test.step(name, async () => {
      const context = await browser.newContext({ viewport: { width, height }, isMobile: width <= 800, hasTouch: width <= 800, locale: 'pl-PL' })
      const page = await context.newPage()
      await page.goto(house.shop)
      await page.getByTestId('zagaj-launcher').click()
      await page.getByTestId('zagaj-input').fill(`Z ekranu ${width}`)
      await page.getByTestId('zagaj-send').click()
      await expect(page.getByTestId('zagaj-message').locator('time')).toHaveCount(1)
      const box = (await page.getByTestId('zagaj-panel').boundingBox())!
      if (Math.min(width, height) < 640) expect(box).toMatchObject({ x: 0, y: 0, width, height })
      else expect(box.width * box.height).toBeLessThan(width * height / 3)
      const small = await page.evaluate(() => [...document.querySelector('zagaj-chat')!.shadowRoot!.querySelectorAll<HTMLElement>('button, textarea, a')]
        .filter((el) => { const r = el.getBoundingClientRect(); return r.width > 0 && (r.width < 24 || r.height < 18) }).map((el) => el.outerHTML))
      expect(small).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      await context.close()
    })
  }
})
