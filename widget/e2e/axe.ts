import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { expect, type Page } from '@playwright/test'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding { id: string; nodes: { target: unknown; failureSummary?: string }[] }

/** Loads axe-core past the page's content security policy. */
export async function loadAxe(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Runtime.evaluate', { expression: source })
  await cdp.detach()
}

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What of WCAG 2.2 AA the page breaks, as far as a machine can tell; within: only there; rules: only these. */
export async function broken(page: Page, within?: string, rules?: string[]): Promise<string[]> {
  const found = await page.evaluate(async ([where, only]) => {
    const axe = (globalThis as unknown as { axe: { run(context: unknown, options: object): Promise<{ violations: Finding[] }> } }).axe
    return (await axe.run(where ?? document, { runOnly: only })).violations
  }, [within, rules ?? LEVELS] as const)
  return found.map((f) => `${f.id}: ${f.nodes.map((n) => `${JSON.stringify(n.target)} ${n.failureSummary}`).join('; ')}`)
}

/** The page keeps WCAG 2.2 AA, and nothing scrolls sideways. */
export async function keepsRules(page: Page): Promise<void> {
  await page.waitForTimeout(400) // motion ends
  await loadAxe(page)
  expect(await broken(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}
