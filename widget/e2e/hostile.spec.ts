import type { Server } from 'node:http'

import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { at, serveHosts } from './hosts'
import { House, launch, person, signIn } from './house'

let house: House
let browser: Browser
let server: Server
let origin: string
let operator: Page

test.beforeAll(async () => {
  house = await House.open()
  browser = await launch()
  operator = await (await person(browser, 'desktop')).newPage()
  await signIn(operator, house)
  const shop = await operator.evaluate(async () => (await fetch('/v1/panel/shop')).json() as Promise<{ key: string; origins: string[]; peek: string; seats: number }>)
  const hosts = await serveHosts(new URL(house.panel).origin, shop.key)
  origin = hosts.origin
  server = hosts.server
  const answer = await operator.evaluate(async (body) => (await fetch('/v1/panel/shop', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).status,
    { peek: shop.peek, seats: shop.seats, origins: [...shop.origins, origin] })
  expect(answer).toBe(200)
})

test.afterAll(async () => {
  await browser?.close()
  server?.close()
  await house?.close()
})

/** A page whose errors are kept. */
async function watched(context: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (e) => errors.push(String(e)))
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') errors.push(m.text()) })
  return { page, errors }
}

/** How many lines the page has open, or is opening. */
const lines = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { __sockets: WebSocket[] }).__sockets.filter((s) => s.readyState <= WebSocket.OPEN).length)

async function talks(page: Page, words: string): Promise<void> {
  const field = page.getByTestId('zagaj-input')
  const launcher = page.getByTestId('zagaj-launcher')
  await expect(launcher.or(field).first()).toBeVisible()
  if (!await field.isVisible()) await launcher.click()
  await field.fill(words)
  await page.getByTestId('zagaj-send').click()
  await expect(page.getByTestId('zagaj-message').filter({ hasText: words }).locator('time')).toHaveCount(1)
  await page.getByTestId('zagaj-minimize').click()
}

test('moves, comings back and flaps of a shop leave one line and lose nothing', async () => {
  const remembering = await launch(true)
  const context = await remembering.newContext({ locale: 'pl-PL' })
  const { page, errors } = await watched(context)
  await page.goto(`${origin}/0`)
  await talks(page, 'pierwsze')

  await test.step('a hundred pages without a new document, the body changed under them', async () => {
    await page.evaluate(() => {
      for (let i = 0; i < 100; i++) history.pushState(null, '', `/spa/${i}`)
      const body = document.createElement('body')
      body.textContent = 'another body'
      document.body.replaceWith(body)
      history.pushState(null, '', '/spa/end')
    })
    await talks(page, 'drugie')
    expect(await lines(page)).toBe(1)
  })

  await test.step('there and back by the browser\'s memory', async () => {
    await page.goto(`${origin}/1`)
    await expect(page.getByTestId('zagaj-launcher')).toBeVisible()
    await page.evaluate(() => history.back())
    await page.waitForFunction(() => location.pathname === '/spa/end')
    await talks(page, 'trzecie')
    expect(await lines(page)).toBe(1)
  })

  await test.step('ten flaps of the connection', async () => {
    for (let i = 0; i < 10; i++) {
      await context.setOffline(true)
      await context.setOffline(false)
    }
    await talks(page, 'czwarte')
    await expect.poll(() => lines(page)).toBe(1)
  })

  await test.step('a reload in the middle of a sentence', async () => {
    await page.goto(`${origin}/0`)
    await page.getByTestId('zagaj-launcher').click()
    await page.getByTestId('zagaj-input').fill('Zastanawiam się')
    await page.reload()
    await expect(page.getByTestId('zagaj-input')).toHaveValue('Zastanawiam się')
  })

  await test.step('a service worker between', async () => {
    await page.evaluate(async () => { await navigator.serviceWorker.register('/worker.js'); await navigator.serviceWorker.ready })
    await page.goto(`${origin}/0`)
    await talks(page, 'piąte')
  })

  for (const words of ['pierwsze', 'drugie', 'trzecie', 'czwarte', 'piąte']) await expect(page.getByTestId('zagaj-message').filter({ hasText: words })).toHaveCount(1)
  expect(errors.filter((e) => !/net::ERR_/.test(e))).toEqual([])
  await remembering.close()
})

test('before the visitor acts nothing but the loader is fetched, and nothing is kept without consent', async () => {
  for (const refusal of ['nobody has agreed', 'the browser asks not to be tracked'] as const) {
    const context = await browser.newContext({ locale: 'pl-PL' })
    const { page } = await watched(context)
    const zagaj = new URL(house.panel).origin
    const asked: string[] = []
    const hellos: { consent: boolean; token?: string; cart?: string; page: object }[] = []
    const others: string[] = []
    page.on('request', (r) => { if (r.url().startsWith(zagaj)) asked.push(new URL(r.url()).pathname) })
    page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => {
      const f = JSON.parse(String(payload)) as { t: string } & (typeof hellos)[0]
      if (f.t === 'hello') hellos.push(f)
      else others.push(f.t)
    }))
    if (refusal !== 'nobody has agreed') await page.addInitScript(() => { Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }) })
    await page.goto(origin + (refusal === 'nobody has agreed' ? at('a page that waits for consent') : '/0'))
    await expect(page.getByTestId('zagaj-launcher')).toBeVisible()
    expect(asked, refusal).toEqual(['/zagaj.js'])
    await page.mouse.move(50, 50)
    await page.mouse.move(90, 90)
    await expect.poll(() => asked.some((path) => path.startsWith('/widget/measure-'))).toBe(true)
    await page.evaluate(() => history.pushState(null, '', '/secret'))
    const kept = (): Promise<string[]> => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])
    expect(await kept(), refusal).toEqual([])
    expect(hellos, refusal).toEqual([expect.objectContaining({ consent: false, page: { url: origin } })])
    expect(Object.keys(hellos[0]!).filter((key) => ['token', 'cart'].includes(key)), refusal).toEqual([])
    expect(others, refusal).toEqual([])
    await page.evaluate(() => { (window as unknown as { Zagaj(name: string, on: boolean): void }).Zagaj('consent', true) })
    await expect.poll(kept).toContain(`zagaj:${await page.evaluate(() => document.querySelector<HTMLScriptElement>('script[data-shop]')!.dataset['shop']!)}:token`)
    await expect.poll(() => hellos.at(-1), refusal).toMatchObject({ consent: true, page: { url: `${origin}/secret` } })
    await context.close()
  }
})

test('a page from right to left is turned round, with the merchant\'s own words', async () => {
  const context = await browser.newContext({ locale: 'ar', viewport: { width: 360, height: 740 } })
  const { page } = await watched(context)
  await page.goto(origin + at('a page from right to left'))
  await page.evaluate(() => { (window as unknown as { Zagaj(name: string, texts: object): void }).Zagaj('texts', { ar: { panel: 'تحدث مع مستشار', input: 'رسالتك', hello: 'مرحبا! كيف يمكننا المساعدة؟' } }) })
  await talks(page, 'هل هذا متوفر بمقاس أكبر؟')
  await page.getByTestId('zagaj-launcher').click()
  await expect(page.getByLabel('رسالتك')).toBeVisible()
  const middle = async (id: string): Promise<number> => { const box = (await page.getByTestId(id).first().boundingBox())!; return box.x + box.width / 2 }
  expect(await middle('zagaj-message')).toBeLessThan(180) // the visitor's own words stand at the end of the line
  expect(await middle('zagaj-send')).toBeLessThan(180)
  expect(await middle('zagaj-minimize')).toBeLessThan(180)
  await context.close()
})

test('while the service is down the page shows nothing of it and runs as before', async () => {
  const context = await browser.newContext({ locale: 'pl-PL' })
  const { page, errors } = await watched(context)
  const zagaj = new URL(house.panel).origin
  await context.route(`${zagaj}/**`, (route) => (route.request().url().endsWith('zagaj.js') ? route.continue() : route.abort()))
  await context.routeWebSocket(/visitor\/socket/, (ws) => ws.close())
  await page.goto(`${origin}/0`)
  await page.mouse.move(50, 50)
  await page.mouse.move(70, 70)
  await page.waitForTimeout(1500)
  await expect(page.getByTestId('zagaj-launcher')).toBeHidden()
  expect(errors.filter((e) => !/net::ERR/.test(e))).toEqual([])
  expect(await page.evaluate(() => (window as unknown as { __shift: number }).__shift)).toBe(0)
  await context.close()
})
