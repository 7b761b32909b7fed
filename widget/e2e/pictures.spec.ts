import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test, type Page } from '@playwright/test'

import { House, launch, offered, person, signIn, type Screen } from './house'

const DIR = resolve(import.meta.dirname, '../../docs/pictures')
const WIDTHS: Record<Screen, number> = { phone: 360, desktop: 1440 }

/** Every screen of the panel in both languages and themes; the Polish light ones of the desk and the visitors are the README's. */
async function everyScreen(operator: Page, house: House, desk: string, width: number): Promise<void> {
  const visitor = (await operator.request.get(`${house.panel.replace(/panel\/$/, '')}v1/panel/visitors`).then((r) => r.json()) as { visitors: { visitor: string }[] }).visitors[0]?.visitor ?? ''
  const screens = { panel: desk, visitors: `/panel/visitors/${visitor}`, history: '/panel/history?q=kurtka', reports: '/panel/reports', settings: '/panel/settings' }
  for (const lang of ['pl', 'en'] as const) {
    await operator.evaluate((l) => localStorage.setItem('zagaj.lang', l), lang)
    for (const dark of [false, true]) {
      await operator.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      for (const [name, path] of Object.entries(screens)) {
        const suffix = `${lang === 'en' ? '-en' : ''}${dark ? '-dark' : ''}`
        if (suffix === '' && ['panel', 'visitors', 'settings'].includes(name)) continue // taken already
        await operator.goto(new URL(path, house.panel).href)
        await operator.waitForTimeout(1200)
        await operator.screenshot({ path: `${DIR}/${name}-${width}${suffix}.png`, animations: 'disabled' })
      }
    }
  }
}

// Takes the README's pictures of the real thing: make pictures.
for (const screen of ['phone', 'desktop'] as const) {
  test(`pictures on a ${screen}`, async () => {
    mkdirSync(DIR, { recursive: true })
    const house = await House.open(4)
    const [a, b] = [await launch(), await launch()]
    const operator = await (await person(a, screen)).newPage()
    const visitor = await (await person(b, screen)).newPage()
    const take = (page: typeof visitor, name: string) => page.screenshot({ path: `${DIR}/${name}-${WIDTHS[screen]}.png`, animations: 'disabled' })
    await signIn(operator, house)
    await visitor.goto(house.shop)
    await visitor.getByTestId('zagaj-launcher').waitFor()
    await take(visitor, 'shop')
    await visitor.getByTestId('product-card').nth(1).click()
    await visitor.getByTestId('add-to-cart').click()
    await visitor.goto(`${house.shop}produkt/${(await visitor.evaluate(() => document.querySelector('a[href^="/produkt/"]')?.getAttribute('href')))?.split('/').pop() ?? ''}`)
    await offered(visitor)
    await visitor.waitForTimeout(600)
    await take(visitor, 'offer')
    await operator.goto(`${house.panel}visitors`)
    await operator.getByTestId('visitor-row').first().waitFor()
    await operator.waitForTimeout(1200)
    await take(operator, 'visitors')
    await operator.getByTestId('nav-desk').click()
    await visitor.getByTestId('zagaj-offer-accept').click()
    await visitor.getByTestId('zagaj-input').fill('Dzień dobry, czy ta kurtka wypada normalnie? Noszę zwykle M.')
    await visitor.getByTestId('zagaj-send').click()
    await operator.getByTestId('conversation-row').first().click()
    await operator.getByTestId('composer').fill('Dzień dobry! Wypada normalnie, M będzie dobre na 176 cm.')
    await operator.getByTestId('send').click()
    await expect(visitor.getByTestId('zagaj-message')).toHaveCount(2)
    await visitor.getByTestId('zagaj-input').pressSequentially('Super, a czy mogę ją zwrócić, gdyby', { delay: 15 })
    await operator.getByTestId('draft').waitFor()
    await operator.waitForTimeout(1200)
    await take(visitor, 'conversation')
    await take(operator, 'panel')
    const desk = new URL(operator.url()).pathname
    await operator.goto(`${house.panel}settings`)
    await operator.waitForTimeout(800)
    await take(operator, 'settings')
    await everyScreen(operator, house, desk, WIDTHS[screen])
    await Promise.all([a.close(), b.close()])
    await house.close()
  })
}
