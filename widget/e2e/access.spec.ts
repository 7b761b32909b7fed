import { expect, test, type Browser } from '@playwright/test'

import { keepsRules } from './axe'
import { fillCart, House, launch, offered, person, signIn } from './house'

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.open(); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

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
      await offered(visitor, operator)
      await keepsRules(visitor)
      await visitor.getByTestId('zagaj-question').first().click()
      await expect(visitor.getByTestId('zagaj-message')).toHaveCount(1)
      await visitor.getByTestId('zagaj-input').fill('Piszę')
      await keepsRules(visitor)

      await operator.getByTestId('conversation-row').first().click()
      await expect(operator.getByTestId('message')).toHaveCount(1)
      await keepsRules(operator)
      await operator.getByTestId('promise').click()
      await operator.getByTestId('promise-dialog').waitFor()
      await keepsRules(operator)
      await operator.keyboard.press('Escape')
      await operator.getByTestId('close').click()
      for (const screen of ['visitors', 'history', 'reports', 'settings']) {
        await operator.getByTestId(`nav-${screen}`).click()
        await operator.locator(`[data-testid=nav-${screen}][aria-current=page]`).waitFor()
        if (screen === 'visitors') await operator.getByTestId('visitor-row').first().click()
        await operator.getByRole('heading').first().waitFor()
        await keepsRules(operator)
      }
      // An end can be undone for some seconds; the next person's desk is to be empty.
      await expect.poll(async () => {
        const answer = await operator.request.get(new URL('/v1/panel/conversations', house.panel).href)
        return (await answer.json() as { conversations: { state: string }[] }).conversations.filter((c) => c.state !== 'closed').length
      }).toBe(0)
      await visitor.context().close()
      await operator.context().close()
    })
  }
}
