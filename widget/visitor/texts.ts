import type { Texts } from './lang/en'
import type { Link } from './link'

export type { Texts }

/** The texts of one language, or of English where the widget does not speak it, with the merchant's own in place of ours. */
export async function textsFor(lang: string, own: unknown, part: Link['part']): Promise<Texts> {
  const files = LANG_FILES
  const { texts } = await part(files[lang] ?? files.en!) as { texts: Texts }
  const mine = (own as Record<string, Partial<Texts> | undefined> | undefined)?.[lang]
  const known = Object.entries(mine ?? {}).filter(([key, text]) => key in texts && typeof text === 'string')
  return { ...texts, ...Object.fromEntries(known) }
}

/** Puts names into a text: fill('{name} · {shop}', { name, shop }). */
export const fill = (text: string, words: Record<string, string>): string => text.replace(/\{(\w+)\}/g, (whole, key: string) => words[key] ?? whole)

/** The questions suggested where an offer brought none, by the page's kind. */
export const asked = (t: Texts, type: string | undefined): string[] =>
  [type === 'product' ? t.askProduct : type === 'cart' || type === 'checkout' ? t.askCost : t.askSearch, t.askWhen, t.askReturn]

/** Whether a language is written from right to left. */
export const isRTL = (lang: string): boolean => /^(ar|fa|he|ur|yi|ps|ckb)\b/.test(lang)
