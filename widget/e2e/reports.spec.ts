import { readFileSync } from 'node:fs'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { keepsRules } from './axe'
import { House, launch, person, signIn } from './house'
import { settled } from './walk'
import { turn } from './walls'

// Reports of a shop with a busy month behind it, as its server would tell them; nobody waits a month for a test.

let house: House
let browser: Browser

test.beforeAll(async () => { house = await House.open(3600); browser = await launch() })
test.afterAll(async () => { await browser?.close(); await house?.close() })

const speed = (waits: number): object => ({ waits, answered: waits - 1, within: [2, 5, 7, 9].map((n) => Math.min(n, waits)), missed: 1 })
const shift = (day: number): object => ({ day, from: 10, to: 18, operators: 2 })
const MONTH = {
  days: 28, zone: 'Europe/Warsaw', orders: 4, revenue: { PLN: 123_400 }, talks: 20, heat: Array.from({ length: 168 }, (_, i) => i % 9), open: Array.from({ length: 168 }, (_, i) => i % 24 > 8),
  response: { all: speed(12), by_hour: Array.from({ length: 24 }, (_, h) => speed(h > 8 ? 10 : 0)), by_operator: { bad: speed(12) } },
  decisions: [{ rule: 'demo-cart', outcome: 'blocked', reason: 'operators', n: 6 }], offers: [{ rule: '=2+5', made: 9, shown: 8, accepted: 4, dismissed: 2, ignored: 2, withdrawn: 1, ordered: 1 }],
  promises: { open: 1, overdue: 0, kept: 3, late: 1 },
}
const HOURS = { advice: { enough: true, weeks: 6, moments: 90, hours: 40, now: 11, then: 15, low: 1, high: 7, shifts: [0, 1, 2, 3].map(shift), added: [shift(6)], dropped: [shift(1)] }, accept: 0.3, alone_s: 480, at_once: 2, staff: 1, inbound: 0.4, busiest: 3.4 }
const PLOTS = 'svg[role=img], .funnel, .heat'

async function tell(page: Page): Promise<void> {
  await page.route(/\/v1\/panel\/reports\?/, (r) => r.fulfill({ json: MONTH }))
  await page.route(/\/v1\/panel\/reports\/hours/, (r) => r.fulfill({ json: HOURS }))
  await page.route(/\/v1\/panel\/people$/, (r) => r.fulfill({ json: { people: [{ id: 'bad', name: '@SUM(1+1)*cmd|\' /C calc\'!A0', role: 'operator', seats: 2, disabled_at: 0 }] } }))
}

for (const lang of ['pl', 'en'] as const) {
  test(`behind every plot stands a table, reached by keyboard and taken away as a file that no spreadsheet runs: ${lang}`, async () => {
    const page = await (await person(browser, lang === 'pl' ? 'desktop' : 'phone')).newPage()
    await tell(page)
    await signIn(page, house)
    if (lang === 'en') {
      await page.getByTestId('me').click()
      await page.getByRole('button', { name: 'EN', exact: true }).click()
      await page.keyboard.press('Escape')
    }
    const told: string[] = []
    let plots = 0
    for (const part of ['speed', 'offers', 'worth', 'promises', 'demand', 'hours']) {
      await turn(page, `/panel/reports/${part}`)
      await settled(page)
      const bare = await page.locator('#main').locator(PLOTS).evaluateAll((all) => all.filter((e) => e.closest('figure')?.querySelectorAll('details table, details [data-testid=csv]').length !== 2).map((e) => e.outerHTML.slice(0, 80)))
      expect(bare, part).toEqual([])
      plots += await page.locator('#main figure').count()
      for (const fold of await page.locator('#main').getByTestId('data').all()) { // unfolded from below its plot, or standing by itself
        if (await fold.locator('table').isHidden()) {
          await fold.locator('summary').focus()
          await page.keyboard.press('Enter')
        }
        const table = fold.locator('table')
        await expect(table).toBeVisible()
        const [file] = await Promise.all([page.waitForEvent('download'), fold.getByTestId('csv').click()])
        const lines = readFileSync(await file.path(), 'utf8').slice(1).trimEnd().split('\r\n')
        expect(lines.length, file.suggestedFilename()).toBe(1 + await table.locator('tbody tr').count())
        expect(lines[0]!.split('","').map((h) => h.replaceAll('"', ''))).toEqual((await table.locator('thead th').allTextContents()).map((h) => h.trim()))
        for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+@-]/)
        told.push(...lines)
      }
      await keepsRules(page)
    }
    expect(plots).toBe(5)
    expect(told.filter((l) => l.startsWith(`"'@SUM(1+1)*cmd|' /C calc'!A0",`) || l.startsWith(`"'=2+5",`))).toHaveLength(2)
    await page.context().close()
  })
}

// Computed apart from the code: 12 chats an hour of 10 minutes, four answers of five within 30 seconds.
const NEEDED = [['4', '10 min', '17.4', '52 s', '84.3'], ['3', '12 min', '4.0', '8 s', '96.6'], ['2', '13.5 min', '6.5', '16 s', '94.2']]

test('how many people it takes is counted by the server and told in the panel, to the digit, in either language', async () => {
  const page = await (await person(browser, 'phone')).newPage()
  await signIn(page, house)
  await page.goto(`${house.panel}reports/hours`)
  await page.getByTestId('takes').fill('10')
  await page.getByTestId('per-hour').fill('12')
  const table = page.getByTestId('staffing').locator('tbody tr')
  const rows = (): Promise<string[][]> => table.evaluateAll((all) => all.map((r) => [...r.querySelectorAll('td')].map((c) => c.textContent!.replace(',', '.').replace(/\s?%$/, ''))))
  await expect.poll(rows).toEqual(NEEDED)
  await page.getByTestId('me').click()
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await expect.poll(rows).toEqual(NEEDED)
  await expect(table.last()).toContainText('3 chats at once')
  await page.getByTestId('per-hour').fill('30')
  await page.getByTestId('takes').fill('8')
  await expect.poll(async () => (await rows()).map((r) => r[0])).toEqual(['7', '4', '3'])
  await page.getByTestId('per-hour').fill('0')
  await expect(page.getByTestId('staffing').getByRole('alert')).toBeVisible()
  await page.context().close()
})
