import { createHmac } from 'node:crypto'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { keepsRules } from './axe'
import { House, launch, person, signIn } from './house'

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.named(); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

/** Asks the panel's API as whoever is signed in there. */
const ask = <T>(page: Page, method: string, path: string, body: object): Promise<T> => page.evaluate(async ([m, p, b]) => {
  const res = await fetch(`/v1/panel/${p}`, { method: m!, headers: { 'Content-Type': 'application/json' }, body: b! })
  if (!res.ok) throw new Error(`${m} ${p}: ${res.status} ${await res.text()}`)
  return res.status === 204 ? undefined : await res.json()
}, [method, path, JSON.stringify(body)]) as Promise<T>

async function signOut(page: Page): Promise<void> {
  await page.getByTestId('me').click()
  await page.getByTestId('sign-out').click()
  await page.getByTestId('login-email').waitFor()
}

test('a passkey is made in the settings, opens the panel without a password, and opens nothing once it is removed', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
  await signIn(page, house)
  await page.goto(`${house.panel}settings/account`)
  await page.getByTestId('passkey-name').fill('Laptop w biurze')
  await page.getByTestId('passkey-add').click()
  const mine = page.getByTestId('passkeys')
  await expect(mine).toContainText('Laptop w biurze')
  await signOut(page)

  await page.getByTestId('login-passkey').click()
  await page.getByTestId('available').waitFor()
  await page.goto(`${house.panel}settings/account`)
  await expect(mine).toContainText(/Laptop w biurze.*użyty/)
  await mine.getByRole('button').click()
  await expect(mine).not.toContainText('Laptop w biurze')
  await signOut(page)

  await page.getByTestId('login-passkey').click()
  await expect(page.getByTestId('login-error')).toBeVisible()
  await expect(page.getByTestId('available')).toHaveCount(0)
  await page.context().close()
})

/** The six digits of an authenticator (RFC 6238) for a secret in base32. */
function digits(secret: string): string {
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const sum = createHmac('sha1', key).update(counter).digest()
  return String((sum.readUInt32BE(sum.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** What is on the screen keeps the rules on a phone by day and on a desktop by night. */
async function keepsRulesEverywhere(page: Page): Promise<void> {
  for (const [width, colorScheme] of [[360, 'light'], [1440, 'dark']] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await keepsRules(page)
  }
}

test('every door keeps WCAG 2.2 AA in both themes: sign-in, forgotten password, invitation, new password, second factor, recovery codes', async () => {
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  const { url } = await ask<{ url: string }>(page, 'POST', 'invitations', { email: 'beata@demo.example', role: 'operator' })
  await signOut(page)

  await test.step('sign-in, refused, and a forgotten password', async () => {
    await page.getByTestId('login-email').fill(house.email)
    await page.getByTestId('login-password').fill('nie to hasło')
    await page.getByTestId('login-submit').click()
    await page.getByTestId('login-error').waitFor()
    await keepsRulesEverywhere(page)
    await page.getByTestId('login-forgot').click()
    await page.getByRole('heading', { name: 'Nie pamiętam hasła' }).waitFor()
    await keepsRulesEverywhere(page)
  })
  await test.step('a new password, by a link that holds no more', async () => {
    await page.goto(`${house.panel}reset#none`)
    await page.getByTestId('link-password').fill('dosyc-dlugie-haslo')
    await page.getByTestId('link-submit').click()
    await page.getByRole('alert').waitFor()
    await keepsRulesEverywhere(page)
  })
  await test.step('an invitation, taken', async () => {
    await page.goto(url)
    await page.getByTestId('join-name').fill('Beata')
    await keepsRulesEverywhere(page)
    await page.getByTestId('link-password').fill('haslo-beaty-123')
    await page.getByTestId('link-submit').click()
    await page.getByTestId('available').waitFor()
  })
  let codes: string[] = []
  await test.step('a second factor and its recovery codes', async () => {
    await page.goto(`${house.panel}settings/account`)
    await page.getByTestId('totp-begin').click()
    const form = page.locator('form', { has: page.locator('code.mono') })
    const secret = (await page.locator('code.mono').textContent())!
    await expect(form.getByRole('img', { name: 'Kod do zeskanowania' })).toBeVisible()
    await keepsRulesEverywhere(page)
    await form.getByRole('textbox').fill(digits(secret))
    await form.getByRole('button').click()
    await page.locator('.codes code').first().waitFor()
    codes = await page.locator('.codes code').allTextContents()
    await keepsRulesEverywhere(page)
  })
  await signOut(page)
  await page.getByTestId('login-email').fill('beata@demo.example')
  await page.getByTestId('login-password').fill('haslo-beaty-123')
  await page.getByTestId('login-submit').click()
  await expect(page.getByTestId('login-code')).toBeFocused()
  await keepsRulesEverywhere(page)
  await page.getByTestId('login-code').fill(codes[0]!) // a recovery code in the authenticator's place
  await page.getByTestId('login-submit').click()
  await page.getByTestId('available').waitFor()
  await page.context().close()
})
