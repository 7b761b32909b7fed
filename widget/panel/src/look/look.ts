import { texts as csTexts } from '../../../visitor/lang/cs'
import { texts as deTexts } from '../../../visitor/lang/de'
import { texts as enTexts, type Texts as WidgetTexts } from '../../../visitor/lang/en'
import { texts as plTexts } from '../../../visitor/lang/pl'
import { texts as skTexts } from '../../../visitor/lang/sk'
import { texts as ukTexts } from '../../../visitor/lang/uk'
import { texts as more } from '../../../visitor/more'
import { texts as order } from '../../../visitor/order'
import { texts as tell } from '../../../visitor/tell'
import { readableOn } from '../../../visitor/theme'
import { call } from '../api'

export interface Look { accent?: string; theme?: string; corner?: string; x?: number; y?: number; texts?: Record<string, Record<string, string>> }

export const lookApi = {
  read: () => call('GET', 'look'),
  save: (l: Look) => call('PUT', 'look', l),
}

const core: Record<string, WidgetTexts> = { pl: plTexts, en: enTexts, de: deTexts, cs: csTexts, sk: skTexts, uk: ukTexts }
export const LANGUAGES = Object.keys(core)

/** All the widget's own texts of one language, by key: the conversation's, then those that few conversations need. */
export const standard = (lang: string): Record<string, string> => ({ ...core[lang], ...more[lang], ...order[lang], ...tell[lang] })

/** The widget's texts with the merchant's in place of ours. */
export const spoken = (lang: string, own: Record<string, string> = {}): WidgetTexts => ({ ...core[lang]!, ...Object.fromEntries(Object.entries(own).filter(([key, text]) => key in core[lang]! && text !== '')) })

/** The blanks of ours that a text of the merchant's has lost. */
export const lost = (ours: string, own: string): string[] => (own === '' ? [] : (ours.match(/\{\w+\}/g) ?? []).filter((blank) => !own.includes(blank)))

/** The lines that tell visitors who sees what: their sense is a promise. */
export const HONEST: ReadonlySet<string> = new Set(['human', 'seen', 'unseen', 'dots', 'struck', 'unstruck'])

export const ACCENT = '#17604a'
export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text)

const light = (hex: string): number => {
  const [r, g, b] = hex.match(/\w\w/g)!.map((x) => parseInt(x, 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
/** The colour of the writing on an accent, and its contrast by WCAG 2.2. */
export function writing(accent: string): { on: 'black' | 'white'; contrast: number } {
  const on = readableOn(accent) === '#000' ? 'black' : 'white'
  const l = light(accent)
  return { on, contrast: on === 'black' ? (l + 0.05) / 0.05 : 1.05 / (l + 0.05) }
}
