import { expect, test, type Browser } from '@playwright/test'

import { fillCart, House, launch, offered, person, signIn, type Screen } from './house'

let house: House
let shopper: Browser
let worker: Browser

test.beforeAll(async () => {
  house = await House.open()
  shopper = await launch()
  worker = await launch()
})

test.afterAll(async () => {
  await Promise.all([shopper?.close(), worker?.close()])
  await house?.close()
})

for (const [screen, desk] of [['phone', 'desktop'], ['desktop', 'phone']] as [Screen, Screen][]) {
  test(`the whole story: the visitor on a ${screen}, the operator on a ${desk}`, async () => {
    const operator = await (await person(worker, desk)).newPage()
    const visitor = await (await person(shopper, screen)).newPage()
    await signIn(operator, house)
    await fillCart(visitor, house)

    await test.step('the cart brings an offer with a face and questions that fit', async () => {
      const offer = visitor.getByTestId('zagaj-offer')
      await offered(visitor, operator)
      await expect(offer).toContainText('Anna')
      const questions = await visitor.getByTestId('zagaj-question').count()
      expect(questions).toBeGreaterThanOrEqual(2)
      expect(questions).toBeLessThanOrEqual(3)
      const box = await offer.boundingBox()
      const size = visitor.viewportSize()!
      expect(box!.height).toBeLessThanOrEqual(size.height * (screen === 'phone' ? 0.25 : 0.4))
    })

    await test.step('one tap opens the conversation and the operator has it', async () => {
      await visitor.getByTestId('zagaj-offer-accept').click()
      await expect(visitor.getByTestId('zagaj-input')).toBeVisible()
      await operator.getByTestId('conversation-row').first().click()
      await expect(operator.getByTestId('composer')).toBeVisible()
    })

    await test.step('the operator sees the draft before it is sent, the card number never', async () => {
      await visitor.getByTestId('zagaj-input').pressSequentially('Czy rozmiar M ', { delay: 20 })
      await expect(operator.getByTestId('draft')).toContainText('Czy rozmiar M')
      await expect(operator.getByTestId('message')).toHaveCount(0)
      await visitor.getByTestId('zagaj-input').fill('Moja karta 4111 1111 1111 1111')
      await expect(operator.getByTestId('draft')).toContainText('•')
      await expect(operator.getByTestId('draft')).not.toContainText('4111 1111')
      await visitor.getByTestId('zagaj-input').fill('Czy rozmiar M jest dostępny?')
      await expect(operator.getByTestId('draft')).toContainText('jest dostępny?')
      await expect(visitor.getByTestId('zagaj-peek-line')).toBeVisible()
    })

    await test.step('message there, ready answer back', async () => {
      await visitor.getByTestId('zagaj-send').click()
      await expect(operator.getByTestId('message').filter({ hasText: 'Czy rozmiar M jest dostępny?' })).toHaveCount(1)
      await expect(operator.getByTestId('draft')).toBeHidden()
      await operator.getByTestId('answer').first().click()
      await expect(operator.getByTestId('message')).toHaveCount(2)
      await expect(visitor.getByTestId('zagaj-message')).toHaveCount(2)
    })

    await test.step('the cart stands beside the conversation', async () => {
      const aside = operator.getByRole('button', { name: /koszyk i wizyta/i })
      if (await aside.isVisible()) await aside.click()
      await expect(operator.getByTestId('cart-total')).toContainText('zł')
      if (desk === 'phone') await operator.keyboard.press('Escape')
    })

    await test.step('a reload and a lost connection lose and double nothing', async () => {
      await visitor.reload()
      await expect(visitor.getByTestId('zagaj-message')).toHaveCount(2)
      await visitor.context().setOffline(true)
      await visitor.getByTestId('zagaj-input').fill('To biorę niebieską.')
      await visitor.getByTestId('zagaj-send').click()
      await expect(visitor.getByTestId('zagaj-message')).toHaveCount(3)
      await visitor.context().setOffline(false)
      await expect(operator.getByTestId('message').filter({ hasText: 'To biorę niebieską.' })).toHaveCount(1, { timeout: 90_000 })
      await visitor.reload()
      await expect(visitor.getByTestId('zagaj-message')).toHaveCount(3)
      await expect(visitor.getByTestId('zagaj-message').filter({ hasText: 'To biorę niebieską.' })).toHaveCount(1)
    })

    await test.step('the operator cannot see the draft once the visitor turned it off', async () => {
      await visitor.getByTestId('zagaj-peek-toggle').click()
      await visitor.getByTestId('zagaj-input').pressSequentially('to moja tajemnica', { delay: 20 })
      await visitor.waitForTimeout(1000)
      await expect(operator.getByText('tajemnica')).toHaveCount(0)
      await visitor.getByTestId('zagaj-input').fill('')
    })

    await test.step('the order reaches the operator', async () => {
      await visitor.getByTestId('zagaj-minimize').click()
      await visitor.goto(`${house.shop}koszyk`)
      await visitor.getByTestId('zagaj-minimize').click({ timeout: 3000 }).catch(() => undefined)
      await visitor.getByTestId('checkout').click()
      await visitor.getByTestId('place-order').click()
      await expect(visitor).toHaveURL(/dziekujemy/)
    })

    await test.step('the operator closes; the visitor is told', async () => {
      await operator.getByTestId('close').click()
      const launcher = visitor.getByTestId('zagaj-launcher')
      await expect(async () => { // the launcher comes when the page is at rest
        if (await launcher.isVisible()) await launcher.click({ timeout: 2000 })
        await expect(visitor.getByText('Rozmowa zakończona')).toBeVisible({ timeout: 5000 })
      }).toPass({ timeout: 60_000 })
    })

    await visitor.context().close()
    await operator.context().close()
  })
}

test('three similar products, then on the way out: help is offered to exactly that visitor', async () => {
  const operator = await (await person(worker, 'desktop')).newPage()
  const lingering = await (await person(shopper, 'desktop')).newPage()
  const passing = await (await person(shopper, 'desktop')).newPage()
  await signIn(operator, house)
  await passing.goto(house.shop)
  // Whoever lingers does so for longer than the widget needs to look at the page and tell of it.
  const told = new Set<string>()
  lingering.on('websocket', (ws) => ws.on('framesent', ({ payload }) => {
    const f = JSON.parse(String(payload)) as { t: string; nav?: string; page?: { product?: string } }
    if (f.t === 'page' && f.nav === 'facts' && f.page?.product) told.add(f.page.product)
  }))
  await lingering.goto(house.shop)
  await lingering.locator('nav a[href^="/kategoria/"]').first().click()
  for (let i = 0; i < 3; i++) {
    await lingering.getByTestId('product-card').nth(i).click()
    await expect.poll(async () => { await lingering.mouse.move(300 + Math.random() * 50, 300); return told.size }, { timeout: 60_000 }).toBe(i + 1)
    await lingering.waitForTimeout(1500)
    await expect(lingering.getByTestId('zagaj-offer')).toBeHidden()
    if (i < 2) await lingering.goBack()
  }
  // The pointer leaves the window by its upper edge, as on the way to the tab's cross. Sooner than after ten seconds it says nothing.
  const settled = (): Promise<unknown> => lingering.waitForFunction(() => performance.now() > 10_500)
  await settled()
  await lingering.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseout', { bubbles: true, clientY: 2, relatedTarget: null })))
  await expect(lingering.getByTestId('zagaj-offer')).toBeVisible({ timeout: 60_000 })
  await expect(passing.getByTestId('zagaj-offer')).toBeHidden()

  // One tap closes it for good: another leaving brings nothing, not after a reload either.
  await lingering.getByTestId('zagaj-offer-close').click()
  await expect(lingering.getByTestId('zagaj-offer')).toBeHidden()
  await lingering.reload()
  await lingering.mouse.move(320, 320)
  await settled()
  await lingering.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseout', { bubbles: true, clientY: 2, relatedTarget: null })))
  await lingering.waitForTimeout(2000)
  await expect(lingering.getByTestId('zagaj-offer')).toBeHidden()
  await Promise.all([lingering.context().close(), passing.context().close(), operator.context().close()])
})

test('an offer closed with "never again" does not come back, not even after a reload', async () => {
  const operator = await (await person(worker, 'desktop')).newPage()
  const visitor = await (await person(shopper, 'phone')).newPage()
  await signIn(operator, house)
  await fillCart(visitor, house)
  await offered(visitor, operator)
  await visitor.getByTestId('zagaj-offer-never').click()
  await expect(visitor.getByTestId('zagaj-offer')).toBeHidden()
  await visitor.reload()
  await fillCart(visitor, house)
  await visitor.waitForTimeout(12_000) // the demo offers after 3 seconds, at most every 10
  await expect(visitor.getByTestId('zagaj-offer')).toBeHidden()
  await visitor.context().close()
  await operator.context().close()
})

test('nobody available, no offer and no launcher', async () => {
  const visitor = await (await person(shopper, 'desktop')).newPage()
  await visitor.waitForTimeout(11_000) // the last operator's socket closed; a reload is forgiven for 10 seconds
  await fillCart(visitor, house)
  await visitor.waitForTimeout(6_000)
  await expect(visitor.getByTestId('zagaj-offer')).toBeHidden()
  await expect(visitor.getByTestId('zagaj-launcher')).toBeHidden()
  await visitor.context().close()
})
