import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test } from '@playwright/test'

import { House, launch, person, signIn } from './house'

const DOCS = resolve(import.meta.dirname, '../../docs/platforms')

// Takes the guides' pictures: what the panel shows of a connection just added, for each platform. Part of make pictures.
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
    const before = await items.count()
    await operator.getByTestId('platform').selectOption(platform)
    await operator.getByTestId('connect').click()
    await expect(items).toHaveCount(before + 1)
    const item = items.last()
    await item.locator('details').evaluate((d: HTMLDetailsElement) => { d.open = true })
    await item.scrollIntoViewIfNeeded()
    await item.screenshot({ path: `${DOCS}/pictures/${platform}.png`, animations: 'disabled' })
    const guide = platform === 'standard' ? 'any-shop' : platform
    expect(readFileSync(`${DOCS}/${guide}.md`, 'utf8'), guide).toContain(`](pictures/${platform}.png)`)
  }
  await browser.close()
  await house.close()
})
