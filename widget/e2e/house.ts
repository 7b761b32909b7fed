import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { chromium, devices, expect, test, type Browser, type BrowserContext, type LaunchOptions, type Page } from '@playwright/test'

const BINARY = resolve(import.meta.dirname, '../../bin/zagaj')
const START_MS = 60_000

export type Store = 'sqlite' | 'postgres'

/** The store of stories that do not name one: ZAGAJ_E2E_STORE, else their project's (playwright.config.ts), SQLite without either. */
function chosenStore(): Store {
  const name = process.env['ZAGAJ_E2E_STORE'] || test.info().project.name || 'sqlite'
  if (name !== 'sqlite' && name !== 'postgres') throw new Error(`ZAGAJ_E2E_STORE is sqlite or postgres, not ${name}`)
  return name
}

/** A database of a test's own on the throw-away server that scripts/postgres.sh has started; '' means SQLite in the data folder. */
function databaseOf(store: Store): string {
  if (store === 'sqlite') return ''
  const server = process.env['ZAGAJ_TEST_POSTGRES']
  if (!server) throw new Error('PostgreSQL is missing: run through scripts/postgres.sh')
  const name = `e2e_${randomBytes(6).toString('hex')}`
  execFileSync('psql', ['-q', server, '-c', `CREATE DATABASE ${name}`])
  return server.replace('/postgres?', `/${name}?`)
}

/** A port that was free a moment ago. */
const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    server.close(() => done(port))
  })
})

/** A running server with the demo shop, on a fresh store and free ports. */
export class House {
  readonly shop: string
  readonly panel: string
  /** The one-time link of a shop that nobody has set up yet; '' with the demo. */
  readonly setup: string
  readonly email: string
  readonly password: string
  /** The binary and the data folder, for the commands that read it. */
  readonly binary = BINARY
  readonly data: string
  #process: ChildProcess

  private constructor(process: ChildProcess, data: string, said: string) {
    const find = (pattern: RegExp): string => pattern.exec(said)?.[1] ?? ''
    this.#process = process
    this.data = data
    this.shop = find(/demo shop\s+(\S+)/)
    this.panel = find(/panel\s+(\S+)/)
    this.setup = find(/set-up\s+(\S+)/)
    this.email = find(/demo login\s+(\S+)/)
    this.password = find(/demo login\s+\S+ \/ (\S+)/)
  }

  /** wait: the demo rules' waiting time in seconds. */
  static open(wait = 3, store = chosenStore()): Promise<House> { return House.#start(['--demo'], wait, store) }

  /** Reached by the name localhost, as browsers want it for passkeys. */
  static named(): Promise<House> { return House.#start(['--demo'], 3600, chosenStore(), 'localhost:0') }

  /** Sends its letters to a mail server on this machine. Links in letters need an address known beforehand. */
  static async withMail(port: number): Promise<House> {
    const address = `127.0.0.1:${await freePort()}`
    return House.#start(['--demo'], 3600, chosenStore(), address, { SMTP_HOST: '127.0.0.1', SMTP_PORT: `${port}`, SMTP_TLS: 'none', MAIL_FROM: 'czat@sklep.example', PUBLIC_URL: `http://${address}` })
  }

  /** A shop that nobody has set up yet, without the demo. */
  static fresh(store: Store): Promise<House> { return House.#start([], 3, store) }

  static async #start(more: string[], wait: number, store: Store, address = '127.0.0.1:0', env: Record<string, string> = {}): Promise<House> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: run "make build" first`)
    const data = mkdtempSync(join(tmpdir(), 'zagaj-e2e-'))
    const child = spawn(BINARY, ['serve', ...more, '--addr', address, '--data', data],
      { env: { ...process.env, ...env, ZAGAJ_DEMO_WAIT: String(wait), DATABASE_URL: databaseOf(store) }, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    await new Promise<void>((done, failed) => {
      const late = setTimeout(() => failed(new Error(`the server did not start; it said: ${said}`)), START_MS)
      child.on('exit', (code) => failed(new Error(`the server ended with ${code}; it said: ${said}`)))
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString()
        if (more.length > 0 ? /demo login .*\n/.test(said) : /health .*\n/.test(said)) { clearTimeout(late); done() }
      })
    })
    return new House(child, data, said)
  }

  async close(): Promise<void> {
    const ended = new Promise((done) => this.#process.removeAllListeners('exit').on('exit', done))
    this.#process.kill('SIGTERM')
    await ended
    rmSync(this.data, { recursive: true, force: true })
  }
}

export type Screen = 'phone' | 'desktop'

const PHONE = { ...devices['Pixel 7'], viewport: { width: 360, height: 740 } }
const DESKTOP = { viewport: { width: 1440, height: 900 } }

/** How the machine's own Chromium is started. */
export function chosenBrowser(): LaunchOptions {
  const path = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => existsSync(p))
  if (!path) throw new Error('Chromium was not found: run "make chromium" or set CHROMIUM')
  return { executablePath: path, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] }
}

/** A separate browser process: two people never share one. remembers: it keeps pages that were left, as people's browsers do. */
export async function launch(remembers = false): Promise<Browser> {
  return chromium.launch({ ...chosenBrowser(), ignoreDefaultArgs: remembers ? ['--disable-back-forward-cache'] : [] })
}

export async function person(browser: Browser, screen: Screen, dark = false): Promise<BrowserContext> {
  const { defaultBrowserType: _, ...phone } = PHONE as typeof PHONE & { defaultBrowserType?: string }
  return browser.newContext({ ...(screen === 'phone' ? phone : DESKTOP), locale: 'pl-PL', timezoneId: 'Europe/Warsaw', colorScheme: dark ? 'dark' : 'light' })
}

/** Signs the demo operator in and makes her available. */
export async function signIn(page: Page, house: House): Promise<void> {
  await page.goto(house.panel)
  await page.getByTestId('login-email').fill(house.email)
  await page.getByTestId('login-password').fill(house.password)
  await page.getByTestId('login-submit').click()
  const available = page.getByTestId('available')
  await available.waitFor()
  if (await available.getAttribute('aria-checked') !== 'true') await available.click()
  await page.locator('[data-testid=available][aria-checked=true]').waitFor()
}

/** Another person of the same shop in a browser context of their own, invited by an owner and signed in; who may talk is available. */
export async function colleague(browser: Browser, house: House, owner: Page, name: string, role: 'owner' | 'admin' | 'operator' | 'viewer'): Promise<Page> {
  const at = (path: string): string => new URL(`/v1/panel/${path}`, house.panel).href
  const { url } = await (await owner.request.post(at('invitations'), { data: { email: `${name.toLowerCase()}@sklep.example`, role } })).json() as { url: string }
  const page = await (await person(browser, 'desktop')).newPage()
  const joined = await page.request.post(at('invitations/accept'), { data: { token: url.split('#')[1]!.replace(/^.*[=/]/, ''), name, password: 'dlugie haslo konsultantki', language: 'pl' } })
  expect(joined.status(), await joined.text()).toBe(200)
  await page.goto(house.panel)
  if (role === 'viewer') { await page.getByTestId('me').waitFor(); return page }
  await page.getByTestId('available').click()
  await page.locator('[data-testid=available][aria-checked=true]').waitFor()
  return page
}

/** Puts the first product of the first category into the cart, as a person does: by clicking. */
export async function fillCart(page: Page, house: House): Promise<void> {
  await page.goto(house.shop)
  await page.getByTestId('product-card').first().click()
  await page.getByTestId('add-to-cart').click()
}

/**
 * Waits for the offer as a person does: the pointer moves now and then. Without that a slow machine may have made both
 * clicks before the widget was there to see them, and whoever never touched the page is rightly never offered anything.
 * When none comes, what the panel of operator says about it stands in the log.
 */
export async function offered(page: Page, operator?: Page): Promise<void> {
  try {
    await expect.poll(async () => {
      await page.mouse.move(100 + Math.random() * 50, 300)
      return page.getByTestId('zagaj-offer').isVisible()
    }, { timeout: 90_000, message: 'an offer of help' }).toBe(true)
  } catch (err) {
    if (operator) console.error('no offer; the panel says:', await whyNone(operator))
    throw err
  }
}

/** What an operator sees of the first visitor: how each rule stands, and what keeps an offer back. */
async function whyNone(operator: Page): Promise<string> {
  const within = { timeout: 5000 }
  try {
    const available = await operator.getByTestId('available').getAttribute('aria-checked', within)
    await operator.getByTestId('nav-visitors').click(within)
    await operator.getByTestId('visitor-row').first().click(within)
    await operator.getByTestId('rule').first().waitFor(within)
    return `available: ${available}\n${await operator.locator('main').innerText(within)}`
  } catch (err) {
    return `${err}\n${await operator.locator('body').innerText(within).catch(String)}` // the failure itself is what is to be thrown
  }
}
