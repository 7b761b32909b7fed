import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test'

import { House, launch, person, signIn } from './house'

/** A ladder of alarms that never rings. */
export const QUIET = { sound: 0, notify: 0, next: 0 }

interface Me { operator: { id: string } }

/** Asks the panel's API as whoever is signed in there. */
export async function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(async ([m, p, b]) => {
    const res = await fetch(`/v1/panel/${p}`, { method: m!, headers: { 'Content-Type': 'application/json' }, ...(b && { body: b }) })
    if (!res.ok) throw new Error(`${m} ${p}: ${res.status} ${await res.text()}`)
    return res.status === 204 ? undefined : await res.json()
  }, [method, path, body === undefined ? undefined : JSON.stringify(body)]) as Promise<T>
}

/** Switches an operator on or off. */
export async function takes(page: Page, on: boolean): Promise<void> {
  const available = page.getByTestId('available')
  if (await available.getAttribute('aria-checked') !== String(on)) await available.click()
  await page.locator(`[data-testid=available][aria-checked=${on}]`).waitFor()
}

/** A visitor says something; it has arrived. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('zagaj-input').fill(text)
  await page.getByTestId('zagaj-send').click()
  await expect(page.getByTestId('zagaj-message').filter({ hasText: text })).toContainText(/wysłano|przeczytano|sent|read/)
}

export const columnOf = (page: Page, text: string) => page.getByTestId('column').filter({ hasText: text })
export const header = (page: Page) => page.getByTestId('zagaj-panel').locator('header')

/** The visitor ends it: nothing of one story is left in the next. stays: they may come back. */
export async function leave(page: Page, stays = false): Promise<void> {
  await page.getByTestId('zagaj-menu').click()
  await page.getByTestId('zagaj-end').click()
  await expect(page.getByTestId('zagaj-again')).toBeVisible()
  await (stays ? page.close() : page.context().close())
}

/** Anna, who owns the shop and is available, and Beata, who is signed in and not. The demo's rules wait an hour: every conversation is the
 *  visitor's own beginning. */
export class Team {
  readonly house: House
  readonly shopper: Browser
  readonly worker: Browser
  readonly anna: Page
  readonly beata: Page
  readonly id: { anna: string; beata: string }

  private constructor(house: House, [shopper, worker]: [Browser, Browser], [anna, beata]: [Page, Page], id: Team['id']) {
    this.house = house
    this.shopper = shopper
    this.worker = worker
    this.anna = anna
    this.beata = beata
    this.id = id
  }

  static async open(): Promise<Team> {
    const house = await House.open(3600)
    const shopper = await launch()
    const worker = await launch()
    const anna = await (await person(worker, 'desktop')).newPage()
    await signIn(anna, house)
    const first = (await ask<Me>(anna, 'GET', 'me')).operator.id
    const { url } = await ask<{ url: string }>(anna, 'POST', 'invitations', { email: 'beata@demo.example', role: 'operator' })
    const beata = await (await person(worker, 'desktop')).newPage()
    await beata.goto(house.panel)
    await ask(beata, 'POST', 'invitations/accept', { token: url.split('#')[1], name: 'Beata', password: 'haslo-beaty-123', language: 'pl' })
    await beata.goto(house.panel)
    await beata.getByTestId('available').waitFor()
    const second = (await ask<Me>(beata, 'GET', 'me')).operator.id
    await ask(anna, 'PUT', 'desk', { alarm: QUIET }) // on a slow machine it would hand conversations on before a story has got to them
    await takes(beata, false)
    return new Team(house, [shopper, worker], [anna, beata], { anna: first, beata: second })
  }

  async close(): Promise<void> {
    await Promise.all([this.shopper.close(), this.worker.close()])
    await this.house.close()
  }

  seats(who: 'anna' | 'beata', n: number): Promise<unknown> {
    return ask(this.anna, 'PUT', `people/${this.id[who]}`, { name: who === 'anna' ? 'Anna' : 'Beata', role: who === 'anna' ? 'owner' : 'operator', seats: n, disabled: false })
  }

  /** A visitor on a page of the shop, with the chat open. */
  async come(path = '', context?: BrowserContext): Promise<Page> {
    const page = await (context ?? await person(this.shopper, 'desktop')).newPage()
    await this.arrive(page, path)
    await page.getByTestId('zagaj-launcher').click()
    await expect(page.getByTestId('zagaj-input')).toBeVisible()
    return page
  }

  /** Goes to a page of the shop and waits until the server has greeted, and where it shows a product, has heard of it. */
  async arrive(page: Page, path: string): Promise<void> {
    let isGreeted = false
    let isTold = !path.startsWith('produkt/')
    page.on('websocket', (ws) => {
      ws.on('framereceived', ({ payload }) => { isGreeted ||= String(payload).startsWith('{"t":"welcome"') })
      ws.on('framesent', ({ payload }) => { isTold ||= Boolean((JSON.parse(String(payload)) as { page?: { product?: string } }).page?.product) })
    })
    await page.goto(this.house.shop + path)
    await expect.poll(async () => { await page.mouse.move(100 + Math.random() * 50, 300); return isGreeted && isTold }).toBe(true)
  }
}
