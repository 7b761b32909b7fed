import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { fillCart, House, launch, person, signIn } from './house'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.open(); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

interface Finding { id: string; nodes: { target: unknown; failureSummary?: string }[] }

/** The page keeps WCAG 2.2 AA as far as a machine can tell, and nothing scrolls sideways. */
async function keepsRules(page: Page): Promise<void> {
  await page.waitForTimeout(400) // motion ends
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Runtime.evaluate', { expression: axe }) // past the page's content security policy
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }).axe.run
    return (await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations
  })
  expect(found.map((f) => `${f.id}: ${f.nodes.map((n) => `${JSON.stringify(n.target)} ${n.failureSummary}`).join('; ')}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

for (const screen of ['phone', 'desktop'] as const) {
  for (const dark of [false, true]) {
    test(`shop, widget and panel keep WCAG 2.2 AA on a ${screen}, ${dark ? 'dark' : 'light'}`, async () => {
      const operator = await (await person(browser, screen, dark)).newPage()
      await operator.goto(house.panel)
      await operator.getByTestId('login-email').waitFor()
      await keepsRules(operator)
      await signIn(operator, house)
      await keepsRules(operator)

      const visitor = await (await person(browser, screen, dark)).newPage()
      await fillCart(visitor, house)
      await keepsRules(visitor)
      await visitor.getByTestId('zagaj-offer').waitFor({ timeout: 90_000 })
      await keepsRules(visitor)
      await visitor.getByTestId('zagaj-question').first().click()
      await expect(visitor.getByTestId('zagaj-message')).toHaveCount(1)
      await visitor.getByTestId('zagaj-input').fill('Piszę')
      await keepsRules(visitor)

      await operator.getByTestId('conversation-row').first().click()
      await expect(operator.getByTestId('message')).toHaveCount(1)
      await keepsRules(operator)
      await operator.getByTestId('close').click()
      await operator.goto(`${house.panel}settings`)
      await operator.getByRole('heading').first().waitFor()
      await keepsRules(operator)
      await visitor.context().close()
      await operator.context().close()
    })
  }
}
