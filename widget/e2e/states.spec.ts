import { expect, test, type Browser, type Page, type Request, type Route } from '@playwright/test'

import { broken, loadAxe } from './axe'
import { colleague, House, launch, person, signIn } from './house'
import { kindOf } from './walk'
import { screens, turn } from './walls'

// Every screen in every state it can be in: on its way, refused by a server in trouble, without a line, nothing there yet, and
// for somebody who may not. Each says so in words and offers a way on, and holds together on the narrowest of phones.

/** Pictures of every state go there, for a person's eyes, when it is set. */
const PICTURES = process.env['STATES_PICTURES']
const WIDE = 1440
const WIDTHS = PICTURES ? [320, 360, WIDE] : [320, 360]
/** What a panel in use reads; who is signed in is known. */
const READS = /\/v1\/panel\/(?!me$|socket|start$)/
/** What no person should read: codes, and values that were never there. */
const RAW = /\b(undefined|null|NaN|\[object Object\]|internal|unavailable|not_found|forbidden|bad_request)\b/
/** What browsers call a jump: a tenth of the screen moved by its whole height. */
const JUMP = 0.1

let house: House
let empty: House
let browser: Browser
let owner: Page
const asked = new Set<string>()

test.beforeAll(async () => {
  [house, empty, browser] = await Promise.all([House.open(3600), House.fresh('sqlite'), launch()])
  owner = await begin()
  await signIn(owner, house)
})
test.afterAll(async () => { await browser?.close(); await Promise.all([house?.close(), empty?.close()]) })

async function begin(): Promise<Page> {
  const page = await (await person(browser, 'desktop')).newPage()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  count(page)
  return page
}

/** All that the navigation leads to, and what that leads to in turn. */
const everywhere = async (page: Page): Promise<string[]> => [...new Set([...await screens(page), '/panel/visitors/nobody', '/panel/c/nothing',
  '/panel/settings/rules/new', '/panel/settings/rules/demo-cart', '/panel/settings/experiments/new', '/panel/settings/nothing',
  ...['offers', 'worth', 'promises', 'demand', 'hours'].map((p) => `/panel/reports/${p}`), '/panel/welcome', '/panel/welcome/platform'])]

/** The words of what is open: of one section where there are many. */
const main = async (page: Page): Promise<string> => (await page.locator('#main:not(:has(.settings-inner)), .settings-inner').allInnerTexts()).join()

/** Nothing has moved by itself, and what is drawn now is what will be. */
const drawn = (page: Page): Promise<void> => page.evaluate(() => new Promise<void>((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done())) }))

/** What is wrong with a screen as it stands: sideways scrolling, broken rules of WCAG 2.2 AA, no words at all, words for programs. */
async function look(page: Page, state: string, path: string): Promise<string[]> {
  const found: string[] = []
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 })
    await drawn(page)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) found.push(`scrolls sideways by ${wide} at ${width}`)
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${state}-${width}${path.replaceAll('/', '_')}.png` })
  }
  await page.setViewportSize({ width: WIDE, height: 800 })
  found.push(...await broken(page, path === '/panel/' ? undefined : '#main'))
  const text = await main(page)
  if (text.trim() === '') found.push('says nothing')
  const raw = RAW.exec(text)?.[0]
  if (raw) found.push(`says ${raw}`)
  return found.map((f) => `${state} ${path}: ${f}`)
}

/** What a page has asked for and not got yet. */
const awaited = new WeakMap<Page, Set<Request>>()
function count(page: Page): void {
  const open = new Set<Request>()
  awaited.set(page, open)
  page.on('request', (r) => open.add(r)).on('requestfinished', (r) => open.delete(r)).on('requestfailed', (r) => open.delete(r))
}

/** Everything that was asked for has been answered and drawn. */
async function still(page: Page): Promise<void> {
  await expect.poll(async () => {
    await drawn(page)
    return awaited.get(page)!.size === 0 && await page.locator('[aria-busy=true], .waiting-screen').count() === 0
  }, { intervals: [20], message: 'everything is there' }).toBe(true)
}
const again = (page: Page) => page.locator('#main, .list-column').getByRole('button', { name: 'Ponów' })

/** Goes everywhere while what is read fails, then asks again at each place that offers it, while it does not fail. */
async function failing(state: string, words: RegExp, fail: (r: Route) => Promise<void>): Promise<string[]> {
  const found: string[] = []
  await owner.setViewportSize({ width: WIDE, height: 800 })
  await owner.goto(house.panel)
  await loadAxe(owner)
  const refuse = (r: Route): Promise<void> => (r.request().method() === 'GET' ? fail(r) : r.continue())
  const paths = await everywhere(owner)
  await still(owner)
  for (const path of paths) {
    const bad = (what: string): void => { found.push(`${state} ${path}: ${what}`) }
    await owner.route(READS, refuse)
    await turn(owner, path)
    await still(owner)
    const places = await again(owner).count()
    found.push(...await look(owner, state, path))
    if (places > 0) asked.add(kindOf(path))
    if (places > 0 && !words.test(await main(owner))) bad(`does not say ${words}, but ${(await main(owner)).slice(-90)}`)
    if (await owner.getByTestId('notice').count() > 0) bad('says above the screen what the screen says')
    await owner.unroute(READS, refuse)
    for (let i = 0; i < places && await again(owner).count() > 0; i++) { // one press may serve two places
      await again(owner).first().click()
      await still(owner)
    }
    if (await again(owner).count() > 0) bad('asking again changes nothing')
  }
  return found
}

test('a server in trouble: every screen says so, and asks again at a press', async () => {
  expect(await failing('trouble', /Coś się nie udało po stronie serwera/, (r) => r.fulfill({ status: 500, json: { code: 'internal', message: 'internal error', request_id: 'r1' } }))).toEqual([])
  for (const path of ['/panel/history', '/panel/reports', '/panel/settings', '/panel/settings/team', '/panel/settings/audit', '/panel/welcome', '/panel/c/*']) expect([...asked]).toContain(path)
})

test('no line: every screen says so, and asks again at a press', async () => {
  expect(await failing('offline', /Serwer nie odpowiada/, (r) => r.abort())).toEqual([])
})

test('a slow server: every screen says that it is on its way, and does not jump when it is there', async () => {
  const found: string[] = []
  const coming = new Set<string>()
  await owner.goto(house.panel)
  await loadAxe(owner)
  const paths = await everywhere(owner)
  await still(owner)
  await owner.evaluate(() => {
    const w = window as unknown as { jumps: string[]; moved: number }
    w.jumps = []
    w.moved = 0
    new PerformanceObserver((list) => {
      for (const e of list.getEntries() as unknown as { value: number; sources: { node?: Element }[] }[]) {
        w.moved += e.value
        w.jumps.push(...e.sources.map((s) => `${s.node?.nodeName} ${s.node?.className ?? ''}`))
      }
    }).observe({ type: 'layout-shift' })
  })
  for (const width of [WIDE, 360]) {
    for (const path of paths) {
      await owner.setViewportSize({ width, height: 800 })
      let open = (): void => {}
      let held = 0
      const gate = new Promise<void>((done) => { open = done })
      const hold = async (r: Route): Promise<void> => { held++; await gate; await r.continue() }
      await owner.route(READS, hold)
      await turn(owner, path)
      await expect(owner.locator('.waiting-screen')).toHaveCount(0)
      await drawn(owner)
      if (width === WIDE) found.push(...await look(owner, 'slow', path))
      await owner.setViewportSize({ width, height: 800 })
      await drawn(owner)
      const text = await main(owner)
      if (text.trim() === '') found.push(`slow ${path} at ${width}: says nothing`)
      if (held > 0 && text.includes('Wczytuję')) coming.add(kindOf(path))
      await owner.evaluate(() => { Object.assign(window, { jumps: [], moved: 0 }) })
      open()
      await still(owner)
      await owner.unroute(READS, hold)
      const { moved, jumps } = await owner.evaluate(() => window as unknown as { jumps: string[]; moved: number })
      if (moved > JUMP) found.push(`slow ${path} at ${width}: jumps by ${moved.toFixed(2)}: ${[...new Set(jumps)].join(', ')}`)
    }
  }
  expect(found).toEqual([])
  for (const path of ['/panel/history', '/panel/reports', '/panel/settings', '/panel/settings/team', '/panel/settings/audit', '/panel/welcome', '/panel/c/*']) expect([...coming]).toContain(path)
})

test('a shop that nobody has been in: every screen says what will be there', async () => {
  const page = await begin()
  const joined = await page.request.post(new URL('/v1/panel/setup', empty.panel).href, { data: { token: new URL(empty.setup).searchParams.get('token'), name: 'Ola', email: 'ola@sklep.example', password: 'dlugie haslo wlascicielki' } })
  expect(joined.ok(), await joined.text()).toBe(true)
  await page.goto(empty.panel)
  await page.getByTestId('available').waitFor()
  await loadAxe(page)
  const found: string[] = []
  for (const path of await everywhere(page)) {
    await turn(page, path)
    await still(page)
    found.push(...await look(page, 'empty', path))
    if (await page.locator('#main, .list-column').locator('a, button, input').count() === 0) found.push(`empty ${path}: offers nothing`)
  }
  expect(found).toEqual([])
  await page.context().close()
})

for (const role of ['viewer', 'operator'] as const) {
  test(`who is ${role === 'viewer' ? 'a viewer' : 'an operator'} is told what they may not, and never asked to try again`, async () => {
    const page = await colleague(browser, house, owner, role === 'viewer' ? 'Wera' : 'Ola', role)
    count(page)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(house.panel)
    await page.getByTestId('me').waitFor()
    await loadAxe(page)
    const found: string[] = []
    for (const path of await everywhere(page)) {
      await turn(page, path)
      await still(page)
      found.push(...await look(page, role, path))
      if (await again(page).count() > 0) found.push(`${role} ${path}: asks to try again what is not allowed`)
      if (await page.getByTestId('notice').count() > 0) found.push(`${role} ${path}: ${await page.getByTestId('notice').innerText()}`)
    }
    expect(found).toEqual([])
    await page.context().close()
  })
}
