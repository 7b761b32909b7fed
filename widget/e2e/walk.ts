import { expect, type Page } from '@playwright/test'

import { turn } from './walls'

/** Addresses that differ only in whose or what thing they show are one screen. */
export const kindOf = (path: string): string => path.replace(/^\/panel\/(c|visitors|history)\/[^/]+$/, '/panel/$1/*')
  .replace(/^\/panel\/settings\/rules\/new\/[^/]+$/, '/panel/settings/rules/new/*').replace(/^\/panel\/settings\/(rules|experiments)\/(?!new)[^/]+$/, '/panel/settings/$1/*')

/** Nothing on the page is still on its way. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

/** Goes to every screen that the panel itself links to from those to begin with, each kind once, and gives their addresses. A new
 *  screen is taken in by being linked to. */
export async function walk(page: Page, begin: readonly string[], look: (path: string) => Promise<void>): Promise<string[]> {
  const seen = new Map<string, string>()
  const ahead = [...begin]
  for (let path = ahead.shift(); path !== undefined; path = ahead.shift()) {
    if (seen.has(kindOf(path))) continue
    seen.set(kindOf(path), path)
    await turn(page, path)
    await settled(page)
    ahead.push(...await page.locator('a[href^="/panel/"]').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).pathname)))
    await look(path)
  }
  return [...seen.values()]
}
