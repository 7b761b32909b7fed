import { expect, test, type Browser, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'

// Whom a shop's pages may ask for consent: nothing is measured or kept before it, and nothing after it is taken back.

interface Source { before?: string; give: string; take: string }

const SOURCES: Record<string, Source> = {
  wait: { give: 'Zagaj("consent", true)', take: 'Zagaj("consent", false)' },
  google: {
    before: 'window.dataLayer = []; window.gtag = function () { dataLayer.push(arguments) }; gtag("consent", "default", { ad_storage: "granted", analytics_storage: "denied" })',
    give: 'gtag("consent", "update", { analytics_storage: "granted" })', take: 'gtag("consent", "update", { analytics_storage: "denied" })',
  },
  shopify: {
    before: 'window.allowed = false; window.Shopify = { customerPrivacy: { analyticsProcessingAllowed: () => allowed, marketingAllowed: () => true } }',
    give: 'allowed = true; document.dispatchEvent(new CustomEvent("visitorConsentCollected"))', take: 'allowed = false; document.dispatchEvent(new CustomEvent("visitorConsentCollected"))',
  },
  wordpress: {
    before: 'window.allowed = false; window.wp_has_consent = (of) => of !== "statistics" || allowed',
    give: 'allowed = true; document.dispatchEvent(new CustomEvent("wp_listen_for_consent_change", { detail: { statistics: "allow" } }))',
    take: 'allowed = false; document.dispatchEvent(new CustomEvent("wp_listen_for_consent_change", { detail: { statistics: "deny" } }))',
  },
}

let house: House
let browser: Browser

test.beforeAll(async () => {
  house = await House.open(3600)
  browser = await launch()
  await signIn(await (await person(browser, 'desktop')).newPage(), house) // somebody can answer: the launcher shows
})
test.afterAll(async () => { await browser?.close(); await house?.close() })

type Sent = Record<string, unknown> & { t: string }

/** What the page tells, beside the lines' own hellos, and what it keeps. */
async function visit(whom: string): Promise<{ page: Page; sent: Sent[]; kept(): Promise<string[]>; act(): Promise<void> }> {
  const page = await (await person(browser, 'desktop')).newPage()
  const sent: Sent[] = []
  let isMeasuring = false
  page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => sent.push(JSON.parse(String(payload)) as Sent)))
  page.on('requestfinished', (r) => { isMeasuring ||= r.url().includes('/widget/measure-') })
  await page.addInitScript(SOURCES[whom]!.before ?? '')
  await page.addInitScript((to) => new MutationObserver((_, o) => {
    const script = document.querySelector<HTMLScriptElement>('script[data-shop]')
    if (script) { script.dataset['consent'] = to; o.disconnect() }
  }).observe(document, { childList: true, subtree: true }), whom)
  await page.goto(`${house.shop}produkt/buty-turnia`)
  await page.getByTestId('zagaj-launcher').waitFor()
  const act = (): Promise<void> => page.locator('[data-zagaj-size]').click()
  await act()
  await expect.poll(() => isMeasuring).toBe(true)
  return { page, sent, act, kept: () => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]) }
}

for (const [whom, { give, take }] of Object.entries(SOURCES)) {
  test(`consent by ${whom}: nothing before it, all of it with it, nothing once it is taken back`, async () => {
    const { origin } = new URL(house.shop)
    const { page, sent, kept, act } = await visit(whom)
    await page.waitForFunction(() => 'Zagaj' in window)
    await act()
    const hello = (): Sent => sent.findLast((f) => f.t === 'hello')!
    expect(hello()).toMatchObject({ consent: false, page: { url: origin } })
    expect([hello()['token'], hello()['cart']]).toEqual([undefined, undefined])
    expect(sent.filter((f) => f.t !== 'hello')).toEqual([])
    expect(await kept()).toEqual([])

    await page.evaluate(give)
    await expect.poll(() => sent.some((f) => f.t === 'page')).toBe(true)
    expect(hello()['consent']).toBe(true)
    expect(hello()['cart'] ?? '').toBe(await page.locator('meta[name="zagaj:cart"]').getAttribute('content'))
    expect(sent.find((f) => f.t === 'page')).toMatchObject({ page: { url: page.url(), type: 'product', product: expect.any(String), price: { currency: 'PLN' } } })
    await act()
    await page.evaluate('Zagaj("event", "last")')
    const pulses = (): unknown[] => sent.filter((f) => f.t === 'pulse').map((f) => f['n'])
    await expect.poll(pulses).toContain('last') // all that went before it has been seen, too
    expect(pulses()).toContain('size')
    await expect.poll(kept).toContainEqual(expect.stringMatching(/:token$/))

    const told = sent.length
    await page.evaluate(take)
    await expect.poll(() => hello()['consent']).toBe(false)
    expect(hello()['page']).toEqual({ url: origin })
    await expect.poll(kept).toEqual([])
    await act()
    await page.mouse.move(200, 200)
    await page.mouse.wheel(0, 400)
    await page.evaluate(() => history.pushState(null, '', '/elsewhere'))
    await page.waitForTimeout(500) // longer than the page is given to settle before it is told of
    expect(sent.slice(told).filter((f) => f.t !== 'hello')).toEqual([])
    await page.context().close()
  })
}
