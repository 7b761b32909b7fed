import { expect, test, type Page } from '@playwright/test'

import { broken, loadAxe } from './axe'
import { House, launch, person, signIn } from './house'
import { kindOf, settled, walk } from './walk'
import { turn } from './walls'

const WIDTHS = [{ width: 360, height: 740 }, { width: 1440, height: 900 }] as const

/** What breaks WCAG 2.2 AA in either theme at either width, and what scrolls sideways. Colours are all that a theme changes. */
async function findings(page: Page, path: string): Promise<string[]> {
  const found: string[] = []
  for (const size of WIDTHS) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.waitForTimeout(150) // the last colours fade
      found.push(...(await broken(page, undefined, colorScheme === 'dark' ? ['color-contrast'] : undefined)).map((f) => `${path} ${size.width} ${colorScheme}: ${f}`))
    }
    const [wide, long] = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight])
    if (wide! > 0) found.push(`${path} ${size.width}: scrolls sideways by ${wide}`)
    if (long! > 0) found.push(`${path} ${size.width}: the page scrolls by ${long}, and not only what lies in it`)
  }
  return found
}

/** Walks the page with Tab alone: what cannot be reached, and what does not show that it is focused. */
async function unreached(page: Page, path: string): Promise<string[]> {
  const count = await page.evaluate(() => {
    const w = window as unknown as { reached: Set<Element>; unseen: string[]; said(e: Element): string; wanted: Element[] }
    w.said = (e) => `${e.tagName.toLowerCase()} ${e.getAttribute('data-testid') ?? ''} "${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}"`
    const radios = new Set<string>()
    w.reached = new Set()
    w.unseen = []
    w.wanted = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((e) => {
      if (!e.checkVisibility({ visibilityProperty: true }) || e.matches(':disabled, [tabindex="-1"], [inert] *')) return false
      if (!(e instanceof HTMLInputElement) || e.type !== 'radio') return true
      const group = [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')].filter((r) => r.name === e.name && r.form === e.form)
      return (group.find((r) => r.checked) ?? group[0]) === e && radios.size < radios.add(e.name).size // one stop for a group
    })
    const shows = (e: Element | null): boolean => {
      for (let at = e, n = 0; at && n < 3; at = at.parentElement, n++) {
        const s = getComputedStyle(at)
        if (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) return true
      }
      return false
    }
    document.addEventListener('focusin', (ev) => {
      const e = ev.target as Element
      if (w.reached.has(e)) return
      w.reached.add(e)
      if (!shows(e)) w.unseen.push(w.said(e))
    })
    ;(document.activeElement as HTMLElement | null)?.blur()
    return w.wanted.length
  })
  for (let i = 0; i < count + 12; i++) await page.keyboard.press('Tab')
  return page.evaluate((where) => {
    const w = window as unknown as { reached: Set<Element>; unseen: string[]; said(e: Element): string; wanted: Element[] }
    const missed = w.wanted.filter((e) => e.isConnected && !w.reached.has(e) && e.checkVisibility({ visibilityProperty: true }))
    return [...missed.map((e) => `${where}: Tab does not reach ${w.said(e)}`), ...w.unseen.map((name) => `${where}: no sign of focus on ${name}`)]
  }, path)
}

// The walk follows the panel's own links, so that a new screen is taken in by being linked to.
test('every screen keeps WCAG 2.2 AA in both themes at both widths, and is worked by Tab alone', async () => {
  const house = await House.open(3600)
  const browser = await launch()
  const visitor = await (await person(browser, 'desktop')).newPage()
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await visitor.goto(house.shop)
  await visitor.getByTestId('product-card').first().click()
  await visitor.getByTestId('add-to-cart').click()
  await visitor.getByTestId('zagaj-launcher').click()
  for (const text of ['Czy kurtka wypada normalnie?', 'Noszę M.']) {
    await visitor.getByTestId('zagaj-input').fill(text)
    await visitor.getByTestId('zagaj-send').click()
  }
  await page.getByTestId('column').waitFor()
  const talk = await page.getByTestId('column').getAttribute('data-conversation')
  const person1 = (await (await page.request.get(new URL('/v1/panel/visitors', house.panel).href)).json() as { visitors: { visitor: string }[] }).visitors[0]!.visitor

  const found: string[] = []
  await loadAxe(page)
  const seen = (await walk(page, ['/panel/', `/panel/c/${talk}`, `/panel/visitors/${person1}`, '/panel/welcome'], async (path) => {
    found.push(...await unreached(page, path), ...await findings(page, path))
  })).map(kindOf)
  console.log(`${seen.length} screens`)
  expect(found).toEqual([])
  for (const path of ['/panel/', '/panel/reports/hours', '/panel/settings/audit', '/panel/settings/rules/new/*', '/panel/welcome/rule']) expect(seen).toContain(path)
  await browser.close()
  await house.close()
})

test('the same eyes see a focus without a sign, a colour too pale, and what Tab does not reach', async () => {
  const house = await House.open(3600)
  const browser = await launch()
  const page = await (await person(browser, 'desktop')).newPage()
  await signIn(page, house)
  await loadAxe(page)
  await turn(page, '/panel/history')
  await settled(page)
  expect([...await unreached(page, ''), ...await findings(page, '')]).toEqual([])
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(':root:root:root *, :root:root:root *:focus-visible:focus-visible { outline: none !important } h1 { color: #777 !important; background: #787878 !important }')
    document.adoptedStyleSheets = [sheet]
  })
  expect((await unreached(page, '')).join()).toContain('no sign of focus')
  expect((await findings(page, '')).join()).toContain('color-contrast')
  await page.evaluate(() => addEventListener('keydown', (e) => { if (e.key === 'Tab') e.preventDefault() }, true))
  expect((await unreached(page, '')).join()).toContain('Tab does not reach')
  await browser.close()
  await house.close()
})
