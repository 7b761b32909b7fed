import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium, expect, test, type Browser, type Page } from '@playwright/test'

import { chosenBrowser, colleague, House, launch, person, signIn } from './house'

// An operator's shift: breaks, a machine that falls asleep, the panel as an application, and colleagues over the shoulder.

let house: House
let shopper: Browser
let worker: Browser

test.beforeAll(async () => { house = await House.open(3600); shopper = await launch(); worker = await launch() })
test.afterAll(async () => { await Promise.all([shopper?.close(), worker?.close()]); await house?.close() })

/** Whether the server holds this person for available. */
const counted = async (page: Page): Promise<boolean> => ((await (await page.request.get(new URL('/v1/panel/me', house.panel).href)).json()) as { available: boolean }).available

test('a break begins by one press, outlives a reload, says when it is over, and ends by one press', async () => {
  const anna = await (await person(worker, 'desktop')).newPage()
  await anna.clock.install()
  await signIn(anna, house)
  const available = anna.getByTestId('available')
  await expect.poll(() => counted(anna)).toBe(true)

  await anna.getByTestId('seats').click()
  await anna.getByRole('button', { name: '15 min' }).click()
  await expect(available).toHaveAttribute('aria-checked', 'false')
  await expect(available).toContainText(/Przerwa 1[45]:\d\d/)
  await expect.poll(() => counted(anna)).toBe(false)
  await anna.reload()
  await expect(available).toContainText(/Przerwa 1[45]:\d\d/)
  await expect(available).toHaveAttribute('aria-checked', 'false')

  await anna.clock.fastForward('15:05')
  await expect(anna.getByTestId('toast')).toContainText('Przerwa się skończyła')
  await expect(available).toHaveAttribute('aria-checked', 'false') // nobody is sent a visitor before they are back
  await anna.getByTestId('toast').getByRole('button', { name: 'Wracam do rozmów' }).click()
  await expect(available).toHaveAttribute('aria-checked', 'true')
  await expect(available).toContainText('Przyjmuję rozmowy')
  await expect.poll(() => counted(anna)).toBe(true)
  await anna.context().close()
})

test('a machine that slept takes no conversations until its person says so; nor does a panel that is gone', async () => {
  const anna = await (await person(worker, 'desktop')).newPage()
  await anna.clock.install()
  await signIn(anna, house)
  const available = anna.getByTestId('available')

  await test.step('a minute without a tick is a tab in the background, not sleep', async () => {
    await anna.clock.fastForward('01:00')
    await expect(available).toHaveAttribute('aria-checked', 'true')
    expect(await counted(anna)).toBe(true)
  })
  await test.step('the lid was closed for an hour', async () => {
    await anna.clock.fastForward('01:00:00')
    await expect(anna.getByTestId('toast')).toContainText('Komputer był uśpiony')
    await expect(available).toHaveAttribute('aria-checked', 'false')
    await expect.poll(() => counted(anna)).toBe(false)
    await anna.getByTestId('toast').getByRole('button', { name: 'Wracam do rozmów' }).click()
    await expect(available).toHaveAttribute('aria-checked', 'true')
    await expect.poll(() => counted(anna)).toBe(true)
  })
  await test.step('the last panel is left', async () => {
    await anna.goto('about:blank')
    await expect.poll(() => counted(anna)).toBe(false)
  })
  await anna.context().close()
})

test('the panel can be installed: its manifest has no fault, its icons are what they say, its worker serves it', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'zagaj-e2e-profile-'))
  // Only a profile that is kept can install anything.
  const context = await chromium.launchPersistentContext(profile, chosenBrowser())
  const page = await context.newPage()
  await page.goto(house.panel)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.reload()
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toBe(new URL('/panel/sw.js', house.panel).href)

  const cdp = await context.newCDPSession(page)
  const manifest = await cdp.send('Page.getAppManifest')
  expect(manifest.errors).toEqual([])
  expect(manifest.url).toBe(new URL('/panel/manifest.webmanifest', house.panel).href)
  expect((await cdp.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([])
  const said = JSON.parse(manifest.data!) as { start_url: string; scope: string; display: string; icons: { src: string; sizes: string }[] }
  expect(said).toMatchObject({ start_url: '/panel/', scope: '/panel/', display: 'standalone' })
  const sizes = await page.evaluate(async (icons) => Promise.all(icons.map(async (i) => {
    const bitmap = await createImageBitmap(await (await fetch(i.src)).blob())
    return `${bitmap.width}x${bitmap.height}`
  })), said.icons)
  expect(sizes).toEqual(said.icons.map((i) => i.sizes))
  await page.goto(house.shop) // the same question about a page that is no application is answered otherwise
  expect((await cdp.send('Page.getInstallabilityErrors')).installabilityErrors.map((e) => e.errorId)).toContain('no-manifest')
  await context.close()
  rmSync(profile, { recursive: true, force: true })
})

test('a supervisor looks on, whispers to the consultant and takes over; the visitor sees only the hand-over', async () => {
  const anna = await (await person(worker, 'desktop')).newPage()
  await signIn(anna, house)
  const basia = await colleague(worker, house, anna, 'Basia', 'operator')
  await anna.getByTestId('available').click() // she only looks on
  await anna.locator('[data-testid=available][aria-checked=false]').waitFor()
  const visitor = await (await person(shopper, 'desktop')).newPage()
  await visitor.goto(house.shop)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill('Czy ten kask pasuje na zimę?')
  await visitor.getByTestId('zagaj-send').click()
  const hers = basia.getByTestId('column').filter({ hasText: 'Czy ten kask pasuje na zimę?' })
  await expect(hers).toBeVisible()

  const looked = anna.getByTestId('column')
  await test.step('she reads along, what is being typed included', async () => {
    await anna.getByTestId('conversation-row').filter({ hasText: 'Czy ten kask' }).click()
    await expect(looked).toContainText('Rozmawia: Basia')
    await visitor.getByTestId('zagaj-input').pressSequentially('Mam czapkę', { delay: 20 })
    await expect(looked.getByTestId('draft')).toContainText('Mam czapkę')
    await visitor.getByTestId('zagaj-input').fill('')
  })
  await test.step('a whisper stands under the consultant’s eyes and nowhere at the visitor’s', async () => {
    await anna.getByTestId('note-text').fill('Zaproponuj wkładkę zimową')
    await anna.keyboard.press('Enter')
    await expect(hers.getByTestId('whisper')).toContainText('Anna: Zaproponuj wkładkę zimową')
    await expect(looked.getByTestId('whisper')).toHaveCount(0)
    await expect(visitor.getByTestId('zagaj-panel')).not.toContainText('wkładkę')
    await hers.getByTestId('whisper').getByRole('button').click()
    await expect(hers.getByTestId('whisper')).toHaveCount(0)
  })
  await test.step('taken over, it is hers: the visitor is told, the consultant reads on', async () => {
    await looked.getByTestId('talk-menu').click()
    await looked.getByRole('button', { name: 'Przejmij rozmowę' }).click()
    await expect(visitor.getByTestId('zagaj-panel')).toContainText('Anna')
    await looked.getByTestId('composer').fill('Tak, z wkładką zimową.')
    await anna.keyboard.press('Enter')
    await expect(visitor.getByTestId('zagaj-panel')).toContainText('z wkładką zimową')
    await expect(basia.getByTestId('conversation-row').filter({ hasText: 'z wkładką' })).toBeVisible()
  })
  await Promise.all([anna.context().close(), basia.context().close(), visitor.context().close()])
})
