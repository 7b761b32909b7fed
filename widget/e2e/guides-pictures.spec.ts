import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test, type Locator, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'

const DOCS = resolve(import.meta.dirname, '../../docs/platforms')
const CHAT = 'https://chat.yourshop.example'
const MARGIN = 16 // around what is shown, in pixels
/** What stands as the secret where the platform makes it; there is then none to be copied. */
const THEIRS: Record<string, string> = { bigcommerce: 'THE-CLIENT-SECRET', saleor: '{"keys": [{"kty": "RSA", …}]}', shopify: '' }

/** Writes an address of the merchant's instead of this machine's, and no secret: a picture is the same the next time. */
async function tidy(page: Page): Promise<void> {
  await page.evaluate((chat) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      n.nodeValue = n.nodeValue!.replaceAll(location.origin, chat).replace(/whsec_\S{8,}/, 'whsec_…').replace(/(\/(?:hooks\/\w+|connect)\/)[0-9a-f-]{36}/, '$1YOUR-CONNECTION')
    }
  }, CHAT)
}

/** Takes a picture of one thing on the page, with air around it. */
async function take(thing: Locator, name: string): Promise<void> {
  await thing.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await thing.boundingBox())!
  await thing.page().screenshot({ path: `${DOCS}/pictures/${name}.png`, animations: 'disabled', clip: { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN } })
}

// Takes the guides' pictures: each step in the panel, for each platform. Part of make pictures; alone: make pictures ONLY=guides-pictures.
test('pictures of the guides', async () => {
  mkdirSync(`${DOCS}/pictures`, { recursive: true })
  const house = await House.open()
  const browser = await launch()
  const operator = await (await person(browser, 'desktop')).newPage()
  await operator.setViewportSize({ width: 1100, height: 1600 })
  await signIn(operator, house)
  await operator.evaluate(() => { localStorage.setItem('zagaj.lang', 'en') })
  await operator.goto(`${house.panel}settings/install`)
  const items = operator.getByTestId('installation')
  await items.first().waitFor()
  const platforms = await operator.getByTestId('platform').locator('option').evaluateAll((list) => list.map((o) => (o as HTMLOptionElement).value))
  for (const platform of platforms) {
    await operator.goto(`${house.panel}settings/install`)
    await items.first().waitFor()
    const before = await items.count()
    const form = operator.locator('form', { has: operator.getByTestId('platform') })
    await operator.getByTestId('platform').selectOption(platform)
    const theirs = THEIRS[platform]
    await form.locator('input').fill(theirs ?? '')
    await take(form, `${platform}-add`)
    await form.locator('input').fill('')
    await operator.getByTestId('connect').click()
    await expect(items).toHaveCount(before + 1)
    await operator.getByTestId('secret').waitFor()
    await tidy(operator)
    if (theirs === undefined) await take(operator.locator('.secret', { has: operator.getByTestId('secret') }), `${platform}-secret`)
    const item = items.last()
    await item.locator('details').evaluate((d: HTMLDetailsElement) => { d.open = true })
    await take(item, platform)
    const guide = readFileSync(`${DOCS}/${platform === 'standard' ? 'any-shop' : platform}.md`, 'utf8')
    for (const picture of theirs === undefined ? ['-add', '-secret', ''] : ['-add', '']) expect(guide, platform).toContain(`](pictures/${platform}${picture}.png)`)
  }
  await browser.close()
  await house.close()
})
