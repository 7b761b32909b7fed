import { expect, test, type Browser } from '@playwright/test'

import { House, launch, person, signIn } from './house'

let house: House
let browser: Browser

test.beforeAll(async () => {
  house = await House.open()
  browser = await launch()
  await signIn(await (await person(browser, 'desktop')).newPage(), house)
})
test.afterAll(async () => { await browser?.close(); await house?.close() })

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
  for (const [name, width, height] of [['a small phone', 320, 568], ['a Pixel', 412, 915], ['a tablet', 768, 1024], ['a desktop', 1440, 900]] as const) {
    await test.step(name, async () => {
      const context = await browser.newContext({ viewport: { width, height }, isMobile: width < 800, hasTouch: width < 800, locale: 'pl-PL' })
      const page = await context.newPage()
      await page.goto(house.shop)
      await page.getByTestId('zagaj-launcher').click()
      await page.getByTestId('zagaj-input').fill(`Z ekranu ${width}`)
      await page.getByTestId('zagaj-send').click()
      await expect(page.getByTestId('zagaj-message').locator('time')).toHaveCount(1)
      const box = (await page.getByTestId('zagaj-panel').boundingBox())!
      if (width <= 640) expect(box).toMatchObject({ x: 0, y: 0, width, height })
      else expect(box.width * box.height).toBeLessThan(width * height / 3)
      const small = await page.evaluate(() => [...document.querySelector('zagaj-chat')!.shadowRoot!.querySelectorAll<HTMLElement>('button, textarea, a')]
        .filter((el) => { const r = el.getBoundingClientRect(); return r.width > 0 && (r.width < 24 || r.height < 18) }).map((el) => el.outerHTML))
      expect(small).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      await context.close()
    })
  }
})
