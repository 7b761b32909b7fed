import { resolve } from 'node:path'

import type { Locator, Page } from '@playwright/test'

/**
 * Takes a picture for the guides, where PICTURES is set: of the page's upper part, or of one thing on it. instead: what stands there in place of this machine's
 * addresses; whoever goes on with the page loads it anew.
 */
export async function take(page: Page, name: string, instead: Record<string, string>, thing?: Locator): Promise<void> {
  if (!process.env['PICTURES']) return
  await page.evaluate((instead) => {
    const tidied = (text: string): string => Object.entries(instead).reduce((s, [from, to]) => s.replaceAll(from, to), text)
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let n = walk.nextNode(); n; n = walk.nextNode()) if (n.nodeValue !== tidied(n.nodeValue!)) n.nodeValue = tidied(n.nodeValue!)
    for (const input of document.querySelectorAll('input')) if (/url|text/.test(input.type)) input.value = tidied(input.value)
  }, instead)
  const path = resolve(import.meta.dirname, `../../../docs/platforms/pictures/${name}.png`)
  await (thing ? thing.screenshot({ path, animations: 'disabled' }) : page.screenshot({ path, animations: 'disabled', clip: { x: 0, y: 0, width: 1100, height: 700 } }))
}

/** What stands in pictures in place of a house's and a shop's addresses. */
export function examples(zagaj: string, shop: string): Record<string, string> {
  const [chat, own] = ['https://chat.yourshop.example', 'https://www.yourshop.example']
  return { [zagaj]: chat, [new URL(zagaj).host]: new URL(chat).host, [shop]: own, [new URL(shop).host]: new URL(own).host }
}
