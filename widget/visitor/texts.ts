import type { Texts } from './lang/en'
import type { Link } from './link'

export type { Texts }

const LANGUAGES = ['pl', 'en', 'de', 'cs', 'sk', 'uk']

/** The language the widget speaks to whoever asks for this one. */
export const spoken = (lang: string): string => (LANGUAGES.includes(lang) ? lang : 'en')

/** Puts the merchant's own texts in place of ours: the panel's, and over them the page's. */
export function override<T extends object>(texts: T, lang: string, { calls, welcome }: Pick<Link, 'calls' | 'welcome'>): T {
  const own = calls.find(([name]) => name === 'texts')?.[1] as Record<string, object | undefined> | undefined
  const known = Object.entries({ ...welcome()?.texts?.[lang], ...own?.[lang] }).filter(([key, text]) => key in texts && typeof text === 'string')
  return { ...texts, ...Object.fromEntries(known) }
}

/** Puts names into a text: fill('{name} · {shop}', { name, shop }). */
export const fill = (text: string, words: Record<string, string | number>): string => text.replace(/\{(\w+)\}/g, (whole, key: string) => `${words[key] ?? whole}`)

/** Whether a language is written from right to left. */
export const isRTL = (lang: string): boolean => /^(ar|fa|he|ur)/.test(lang)
