import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { expect, test, type Page } from '@playwright/test'

import { House, launch, offered, person, signIn, type Screen } from './house'
import { kindOf, settled, walk } from './walk'
import { turn } from './walls'

const DIR = resolve(import.meta.dirname, '../../docs/pictures')
const WIDTHS: Record<Screen, number> = { phone: 360, desktop: 1440 }
/** WebP: what a screen's small print still reads well in, at a tenth of a PNG's bytes. */
const QUALITY = 0.6

/** Keeps a screenshot as WebP, which the browser makes of it, and no wider than so many pixels: a phone's has nearly three to one of the page. */
async function keep(canvas: Page, shot: Buffer, file: string, widest: number): Promise<void> {
  const bytes = await canvas.evaluate(async ([png, quality, widest]) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
    const less = Math.min(1, widest / image.width)
    const sheet = new OffscreenCanvas(Math.round(image.width * less), Math.round(image.height * less))
    sheet.getContext('2d')!.drawImage(image, 0, 0, sheet.width, sheet.height)
    const blob = await sheet.convertToBlob({ type: 'image/webp', quality })
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, [shot.toString('base64'), QUALITY, widest] as const)
  writeFileSync(file, Buffer.from(bytes))
}

/** Each screen in both languages and themes: panel/settings-rules-360-en-dark.webp. */
async function everyScreen(operator: Page, house: House, desk: string, width: number): Promise<void> {
  const canvas = await operator.context().browser()!.newPage()
  mkdirSync(join(DIR, 'panel'), { recursive: true })
  const { visitors } = await operator.request.get(new URL('/v1/panel/visitors', house.panel).href).then((r) => r.json()) as { visitors: { visitor: string }[] }
  const take = async (path: string, lang: string): Promise<void> => {
    if (path === '/panel/' && width === 1440) return // the desk with its conversation is the picture of it
    for (const theme of ['light', 'dark'] as const) {
      await operator.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await operator.waitForTimeout(200)
      const name = kindOf(path).replace(/^\/panel\/?/, '').replace(/\/\*/, '-one').replaceAll('/', '-') || 'desk'
      await keep(canvas, await operator.screenshot({ animations: 'disabled' }), join(DIR, 'panel', `${name}-${width}-${lang}-${theme}.webp`), Math.max(540, width))
    }
  }
  const paths = await walk(operator, [desk, `/panel/visitors/${visitors[0]?.visitor ?? ''}`, '/panel/history', '/panel/welcome'], (path) => take(path, 'pl'))
  await operator.evaluate(() => localStorage.setItem('zagaj.lang', 'en'))
  await operator.goto(new URL(desk, house.panel).href)
  for (const path of paths) {
    await turn(operator, path)
    await settled(operator)
    await take(path, 'en')
  }
  await canvas.close()
}

// Takes the pictures of the real thing, those of the README as PNG: make pictures.
for (const screen of ['phone', 'desktop'] as const) {
  test(`pictures on a ${screen}`, async () => {
    test.setTimeout(1_200_000)
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
    if (screen === 'desktop') await take(operator, 'visitors')
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
    if (screen === 'desktop') await take(operator, 'settings')
    await everyScreen(operator, house, desk, WIDTHS[screen])
    await Promise.all([a.close(), b.close()])
    await house.close()
  })
}
