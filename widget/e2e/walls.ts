import type { BrowserContext, Page } from '@playwright/test'

/** What a browser has refused or run that it should not have been given at all. */
export interface Watch { faults: string[]; hits: string[] }

/** Listens on all pages of a context, from before their first script: violations of the page's policy, errors of scripts, and what a
 *  payload does when it runs (it calls zgx with its number). */
export async function watch(context: BrowserContext): Promise<Watch> {
  const w: Watch = { faults: [], hits: [] }
  await context.exposeFunction('zgxFault', (text: string) => { w.faults.push(text) })
  await context.exposeFunction('zgx', (n: unknown) => { w.hits.push(String(n)) })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => {
      void (window as unknown as { zgxFault(t: string): void }).zgxFault(`${e.violatedDirective} ${e.blockedURI} ${e.sample} at ${location.pathname} ${e.sourceFile}:${e.lineNumber}`)
    })
  })
  context.on('page', (page) => {
    page.on('console', (m) => { if (/Content Security Policy|Trusted ?(HTML|Script|Types)/i.test(m.text())) w.faults.push(`console: ${m.text()}`) })
    page.on('pageerror', (e) => { w.faults.push(`error: ${e.message}`) })
    page.on('dialog', (d) => { w.hits.push(d.message()); void d.dismiss() })
  })
  return w
}

/** Goes to a path of the panel without a reload, as its own links do. */
export async function turn(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')) }, path)
}

/** The panel's screens by their addresses: those of the navigation and each section of the settings. */
export async function screens(page: Page): Promise<string[]> {
  await turn(page, '/panel/settings')
  await page.locator('.settings-link').first().waitFor()
  const links = (selector: string): Promise<string[]> => page.locator(selector).evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).pathname))
  return [...await links('[data-testid^=nav-]'), ...await links('.settings-link')]
}
