import type { Money } from './frames'

/** Each is made once: a slow computer takes tens of milliseconds for it. */
const moneys = new Map<string, Intl.NumberFormat>()

/** Money in the reader's way of writing it: 499,00 zł. */
export function money(m: Money, lang: string): string {
  try {
    const key = `${lang} ${m.currency}`
    const format = moneys.get(key) ?? new Intl.NumberFormat(lang, { style: 'currency', currency: m.currency })
    moneys.set(key, format)
    // How many decimal places a currency has: the same few exceptions as the server knows.
    return format.format(m.minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
  } catch { return `${(m.minor / 100).toFixed(2)} ${m.currency}` }
}

/** The form of a noun that fits n; Polish has one, few and many. */
export function plural(lang: string, n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return (forms[formOf(lang, n)] ?? forms.other).replace('#', String(n))
}

/** The rules of Unicode's tables for the panel's two languages: the browser's own take long to be made ready on a slow
 *  computer, and the first screen has plurals. wire/text.test.ts holds them against the browser's. */
function formOf(lang: string, n: number): Intl.LDMLPluralRule {
  if (!Number.isInteger(n)) return 'other'
  if (Math.abs(n) === 1) return 'one'
  if (lang !== 'pl') return 'other'
  const [tens, ones] = [Math.abs(n) % 100, Math.abs(n) % 10]
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? 'few' : 'many'
}

/** An id for a message, a tab or a draft: the time in milliseconds, so that what is stored of a moment lies together, and 80 random bits. The time
 *  gets a digit longer in the year 2527. randomUUID would need a secure page, and some shops still serve plain HTTP inside a test network. */
export const newID = (): string => Date.now().toString(16) + Array.from(crypto.getRandomValues(new Uint8Array(10)), (b) => b.toString(16).padStart(2, '0')).join('')
