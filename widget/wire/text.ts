import type { Money } from './frames'

/** How many decimal places a currency has; the same few exceptions as the server knows. */
function exponent(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch { return 2 }
}

/** Money in the reader's way of writing it: 499,00 zł. */
export function money(m: Money, lang: string): string {
  const amount = m.minor / 10 ** exponent(m.currency)
  try {
    return new Intl.NumberFormat(lang, { style: 'currency', currency: m.currency }).format(amount)
  } catch { return `${amount.toFixed(2)} ${m.currency}` }
}

/** The form of a noun that fits n; Polish has one, few and many. */
export function plural(lang: string, n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return (forms[new Intl.PluralRules(lang).select(n)] ?? forms.other).replace('#', String(n))
}

/** A random id for a message, a tab or a draft: 128 random bits. randomUUID would need a secure page, and some shops
 *  still serve plain HTTP inside a test network. */
export const newID = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
