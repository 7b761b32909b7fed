import type { Server } from 'node:http'

import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { at, HOSTS, serveHosts } from './hosts'
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

interface Account { globals: string; shift: number; read: string }

/** Written for pages on which nothing can be relied on: no array's methods, no JSON; and asked past their policies. */
async function account(page: Page): Promise<Account> {
  const cdp = await page.context().newCDPSession(page)
  const { result } = await cdp.send('Runtime.evaluate', { expression: `(${() => {
    const w = window as unknown as { __before: Set<string>; __shift: number; __read: string[] }
    let globals = ''
    // What begins with two underscores, and numbers (frames), are the page's own.
    for (const n of Object.getOwnPropertyNames(window)) if (!w.__before.has(n) && !/^(__|\d+$)/.test(n)) globals += ` ${n}`
    return `${w.__shift}|${globals}|${w.__read[0] ?? ''}`
  }})()` })
  await cdp.detach()
  const [shift = '', globals = '', read = ''] = String(result.value).split('|')
  return { shift: Number(shift), globals: globals.trim(), read }
}

async function talks(page: Page, words: string): Promise<void> {
  const field = page.getByTestId('zagaj-input')
  const launcher = page.getByTestId('zagaj-launcher')
  await expect(async () => { // a conversation that was left open opens by itself, and the launcher goes while we reach for it
    if (!await field.isVisible()) await launcher.click({ timeout: 2000 })
    await expect(field).toBeVisible({ timeout: 5000 })
  }).toPass({ timeout: 60_000 })
  await field.fill(words)
  await page.getByTestId('zagaj-send').click()
  await expect(page.getByTestId('zagaj-message').filter({ hasText: words }).locator('time')).toHaveCount(1)
  await page.getByTestId('zagaj-minimize').click()
}

test('the chat works, or stays away silently, on hostile pages', async () => {
  const context = await browser.newContext({ locale: 'pl-PL' })
  const { page, errors } = await watched(context)
  for (const [i, host] of HOSTS.entries()) {
    await test.step(host.name, async () => {
      errors.length = 0
      await page.goto(`${origin}/${i}`)
      if (host.works) await talks(page, `słowo ${i}.`) // ended, for a clock follows it: "słowo 1" at 20:18 is no "słowo 12"
      else { // whatever it does, it has had the time to: the script is there, and the visitor acts
        await page.mouse.move(50, 50)
        await page.mouse.move(60, 60)
        await page.waitForTimeout(1000)
        const launcher = page.getByTestId('zagaj-launcher')
        if (await launcher.isVisible()) await launcher.click({ timeout: 2000 }).catch(() => undefined)
      }
      const { globals, shift, read } = await account(page)
      expect.soft({ errors, globals: globals.replace(/^Zagaj$/, ''), shift, read }).toEqual({ errors: [], globals: '', shift: 0, read: '' })
    })
  }
  await context.close()
})

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

test('a tab that is looked at takes the line from the tabs behind it', async () => {
  const context = await browser.newContext({ locale: 'pl-PL' })
  const tabs = [await watched(context), await watched(context), await watched(context)]
  // The browser that is driven shows every tab at once; what a tab is told of its own visibility decides.
  const look = (page: Page, seen: boolean): Promise<void> => page.evaluate((on) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: !on })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, seen)
  for (const tab of tabs) { // each opens before the last one is told that it is hidden
    await tab.page.goto(`${origin}/0`)
    await expect(tab.page.getByTestId('zagaj-launcher')).toBeVisible()
    for (const other of tabs) if (other !== tab && other.page.url() !== 'about:blank') await look(other.page, false)
    await look(tab.page, true)
  }
  const open = (): Promise<number[]> => Promise.all(tabs.map((t) => lines(t.page)))
  await expect.poll(open).toEqual([0, 0, 1])
  await look(tabs[2]!.page, false)
  await look(tabs[0]!.page, true)
  await expect.poll(open).toEqual([1, 0, 0])
  await talks(tabs[0]!.page, 'z pierwszej karty')

  const behind = await watched(context)
  await behind.page.addInitScript(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: true }) })
  await behind.page.goto(`${origin}/0`)
  await behind.page.mouse.move(50, 50)
  await behind.page.waitForFunction(() => 'Zagaj' in window)
  expect(await lines(behind.page)).toBe(0) // opened behind the others, it has not been looked at
  await look(behind.page, true)
  await expect(behind.page.getByTestId('zagaj-launcher')).toBeVisible()
  expect([...tabs, behind].flatMap((t) => t.errors)).toEqual([])
  await context.close()
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
