import type { ConditionView } from '../api'
import type { Lang } from '../words.svelte'

interface Spec { fact: string; op?: string; value?: unknown; of?: string; scope?: string; within?: number; products?: number }

/** Facts measured in seconds; the rest are counts, amounts and texts. */
const TIMES = new Set(['dwell', 'since', 'visit_age', 'cart_unchanged', 'cart_age', 'closes_in', 'expected_wait'])

const NAMES: Record<Lang, Record<string, string>> = {
  pl: {
    all: 'wszystkie z', any: 'którekolwiek z', not: 'nie:', dwell: 'Czas na stronie', since: 'Czas od', visit_age: 'Czas wizyty', cart_unchanged: 'Koszyk bez zmian', cart_age: 'Koszyk bez zmian', pulse: 'Zachowanie', visited: 'Kolejność stron', page_views: 'Odsłony', products: 'Różne produkty', same_product: 'Powroty do produktu', visits: 'Wizyty', orders: 'Zamówienia', checkout_step: 'Krok zamówienia', offers: 'Propozycje', cart_value: 'Wartość koszyka', cart_quantity: 'Sztuki w koszyku', cart_lines: 'Pozycje w koszyku', cart_known: 'Koszyk jest znany', cart_empty: 'Koszyk jest pusty', cart_changed: 'Koszyk zmieniony w tej wizycie', cart_contains: 'W koszyku jest', cart_currency: 'Waluta', page_type: 'Rodzaj strony', on_page_type: 'Otwarta strona', url: 'Adres', title: 'Tytuł', category: 'Kategoria', product: 'Produkt', brand: 'Marka', campaign: 'Kampania', referrer: 'Skąd przyszedł', language: 'Język', device: 'Urządzenie', browser: 'Przeglądarka', tab_visible: 'Karta jest widoczna', ordered: 'Zamówił w tej wizycie', returning: 'Wraca do sklepu', logged_in: 'Zalogowany', consent: 'Zgoda', open: 'Sklep otwarty', operators_free: 'Wolni konsultanci', queue_length: 'Kolejka', arm: 'Wariant testu', calendar: 'Kalendarz', date: 'Daty', visitor_hour: 'Godzina u klienta',
  },
  en: {
    all: 'all of', any: 'any of', not: 'not:', dwell: 'Time on the page', since: 'Time since', visit_age: 'Length of the visit', cart_unchanged: 'Cart unchanged', cart_age: 'Cart unchanged', pulse: 'Behaviour', visited: 'Pages in order', page_views: 'Page views', products: 'Different products', same_product: 'Returns to a product', visits: 'Visits', orders: 'Orders', checkout_step: 'Checkout step', offers: 'Offers', cart_value: 'Cart value', cart_quantity: 'Items in the cart', cart_lines: 'Lines in the cart', cart_known: 'The cart is known', cart_empty: 'The cart is empty', cart_changed: 'Cart changed in this visit', cart_contains: 'In the cart', cart_currency: 'Currency', page_type: 'Kind of page', on_page_type: 'Open page', url: 'Address', title: 'Title', category: 'Category', product: 'Product', brand: 'Brand', campaign: 'Campaign', referrer: 'Came from', language: 'Language', device: 'Device', browser: 'Browser', tab_visible: 'The tab is visible', ordered: 'Ordered in this visit', returning: 'Returning', logged_in: 'Logged in', consent: 'Consent', open: 'Shop open', operators_free: 'Free operators', queue_length: 'Queue', arm: 'Arm of an experiment', calendar: 'Calendar', date: 'Dates', visitor_hour: 'The visitor’s hour',
  },
}

/** A time as a clock, as in 7:40; hours where there are any. */
function clock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`
}

function show(spec: Spec, v: unknown): string {
  if (v === undefined || v === null || typeof v === 'boolean') return ''
  if (typeof v === 'number' && TIMES.has(spec.fact)) return clock(v)
  if (typeof v === 'number' && spec.fact === 'cart_value') return (v / 100).toFixed(2)
  return Array.isArray(v) ? v.join('–') : String(v)
}

/** A condition in a person's words: what it asks, what there is now, what is needed. */
export interface Told { name: string; now: string; needed: string }

/** Says a condition in words. The server names a fact by its JSON; a group by all, any or not. */
export function tell(c: ConditionView, lang: Lang): Told {
  const inner = c.fact === 'not' ? c.parts?.[0] : undefined
  if (inner) return { ...tell(inner, lang), name: `${NAMES[lang]['not']} ${tell(inner, lang).name}`, now: '', needed: '' }
  let spec: Spec = { fact: c.fact }
  try { if (c.fact.startsWith('{')) spec = JSON.parse(c.fact) as Spec } catch { /* shown as it came */ }
  const name = NAMES[lang][spec.fact] ?? spec.fact
  const what = [spec.of, spec.scope === 'site' ? undefined : spec.scope].filter(Boolean).join(', ')
  const sign = spec.op && spec.op !== '>=' ? `${spec.op} ` : ''
  const needed = show(spec, spec.value)
  return { name: what ? `${name} (${what})` : name, now: show(spec, c.value), needed: needed && sign + needed }
}

/** The order of a list of ids that a hand is near: those who stay keep their places, newcomers come last. */
export function steady(shown: readonly string[], wanted: readonly string[], isHeld: boolean): string[] {
  if (!isHeld) return [...wanted]
  const left = new Set(wanted)
  const stay = shown.filter((id) => left.delete(id))
  return [...stay, ...left]
}
