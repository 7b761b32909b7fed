import { expect, test, type Browser } from '@playwright/test'

import { fillCart, House, launch, person, signIn } from './house'
import { screens, turn, watch } from './walls'

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.open(3600); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

test('panel, shop and widget keep their content policies and Trusted Types on every screen', async () => {
  const worker = await person(browser, 'desktop')
  const panelWatch = await watch(worker)
  const operator = await worker.newPage()
  for (const path of ['setup?token=none', 'reset#none', 'invitation#none']) {
    await operator.goto(`${house.panel}${path}`)
    await operator.getByRole('heading').first().waitFor()
  }
  await signIn(operator, house)
  const shopper = await person(browser, 'desktop')
  const shopWatch = await watch(shopper)
  const visitor = await shopper.newPage()
  await fillCart(visitor, house)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill('Dzień dobry')
  await visitor.getByTestId('zagaj-send').click()
  await expect(visitor.getByTestId('zagaj-message')).toHaveCount(1)
  const page = await operator.goto(house.panel)
  expect(page!.headers()['content-security-policy']).toContain("require-trusted-types-for 'script'")
  await operator.getByTestId('conversation-row').first().click()
  await expect(operator.getByTestId('message')).toHaveCount(1)
  const all = await screens(operator)
  expect(all.length).toBeGreaterThan(15)
  for (const path of all) {
    await turn(operator, path)
    await operator.getByRole('heading').first().waitFor()
    await expect(operator.locator('[aria-busy=true]')).toHaveCount(0)
  }
  await turn(operator, '/panel/visitors')
  await operator.getByTestId('visitor-row').first().click()
  await operator.keyboard.press('Control+k')
  await operator.getByTestId('palette').waitFor()
  // The worker that shows calls is registered through its own policy.
  await expect.poll(() => operator.evaluate(async () => (await navigator.serviceWorker.getRegistration('/panel/'))?.active?.scriptURL ?? '')).toContain('/panel/sw.js')
  expect(panelWatch.faults).toEqual([])
  expect(shopWatch.faults).toEqual([])

  // The same ears hear what is refused: markup from a string, and a script without the page's number.
  await operator.evaluate(() => {
    try { document.body.innerHTML = '<b>x</b>' } catch { /* refused, as it should be */ }
    const s = document.createElement('script')
    try { s.textContent = 'zgx(1)' } catch { /* refused, too */ }
    document.body.append(s)
  })
  await expect.poll(() => panelWatch.faults.length).toBeGreaterThan(0)
  expect(panelWatch.hits).toEqual([])
  await Promise.all([shopper.close(), worker.close()])
})
