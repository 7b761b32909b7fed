import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test, type Browser, type BrowserContext } from '@playwright/test'

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

/** The origins that a context's pages and workers ask for anything, in the order of the first time. */
function asked(context: BrowserContext): Set<string> {
  const origins = new Set<string>()
  context.on('request', (r) => { if (!/^(data|blob):/.test(r.url())) origins.add(new URL(r.url()).origin) })
  context.on('page', (page) => page.on('websocket', (ws) => origins.add(new URL(ws.url()).origin.replace(/^ws/, 'http'))))
  return origins
}

test('panel and widget ask nobody but us, whatever host a page names for its picture', async () => {
  let strangers = 0
  const foreign = createServer((_, answer) => { strangers++; answer.end() })
  await new Promise<void>((done) => { foreign.listen(0, '127.0.0.2', done) })
  const trap = `http://127.0.0.2:${(foreign.address() as AddressInfo).port}/who-looks.png`
  const worker = await person(browser, 'desktop')
  const byOperator = asked(worker)
  const operator = await worker.newPage()
  await signIn(operator, house)
  const shopper = await person(browser, 'desktop')
  const byVisitor = asked(shopper)
  const visitor = await shopper.newPage()
  await fillCart(visitor, house)
  // The visitor's next page tells of a picture at a host of the visitor's own.
  await visitor.addInitScript((to) => {
    new MutationObserver(() => {
      for (const s of document.querySelectorAll('script[type="application/ld+json"]')) {
        const text = s.firstChild // not the script's own text: Trusted Types hold the shop's pages, too
        if (text?.nodeValue && !text.nodeValue.includes(to)) text.nodeValue = text.nodeValue.replaceAll(/"image":"[^"]*"/g, `"image":"${to}"`)
      }
    }).observe(document, { childList: true, subtree: true })
  }, trap)
  const refused = operator.waitForResponse((r) => r.url().endsWith(`/v1/panel/pictures?of=${encodeURIComponent(trap)}`))
  await visitor.goto(`${house.shop}produkt/buty-turnia`)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill('Czy są w rozmiarze 42?')
  await visitor.getByTestId('zagaj-send').click()
  await turn(operator, '/panel/visitors')
  await operator.getByTestId('visitor-row').filter({ hasText: 'Turnia' }).first().click()
  expect((await refused).status()).toBe(404)
  // The picture of what lies in the cart is the shop's own, and is seen.
  const own = operator.getByTestId('cart-line').locator('img').first()
  await expect.poll(() => own.evaluate((i) => (i as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
  expect([...byOperator]).toEqual([new URL(house.panel).origin])
  expect([...byVisitor].sort()).toEqual([new URL(house.panel).origin, new URL(house.shop).origin].sort())
  expect(strangers).toBe(0)
  await Promise.all([shopper.close(), worker.close()])
  foreign.close()
})
