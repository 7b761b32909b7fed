import type { Page } from '../wire/frames'
import { minor } from './facts'
import { safe } from './safe'

interface Item { item_id?: unknown; item_name?: unknown; item_brand?: unknown; item_category?: unknown; price?: unknown; currency?: unknown }
interface Body { event?: unknown; ecommerce?: Body; items?: Item[]; currency?: unknown; event_model?: Body }

export interface LayerHooks {
  page(facts: Partial<Page>): void
  pulse(name: string): void
  grew(): void
}

/** One entry as its event's name and body, whether a tag manager's object or a gtag command. */
function read(entry: unknown): [name: string, body: Body] {
  const e = entry as Body & Record<number, unknown>
  if (e?.[0] === 'event') return [String(e[1]), (e[2] ?? {}) as Body]
  return [String(e?.event ?? ''), e?.ecommerce ?? {}]
}

function seen(entry: unknown, on: LayerHooks): void {
  const [name, body] = read(entry)
  if (name === 'search' || name === 'view_search_results') on.pulse('search')
  const item = name === 'view_item' ? body.items?.[0] : undefined
  if (!item) return
  const text = (x: unknown): string => (typeof x === 'string' || typeof x === 'number' ? String(x).slice(0, 300) : '')
  const [product, called, brand, category] = [item.item_id, item.item_name, item.item_brand, item.item_category].map(text)
  const price = minor(text(item.price), text(item.currency ?? body.currency).toUpperCase())
  on.page({ type: 'product', ...(product && { product }), ...(called && { name: called }), ...(brand && { brand }), ...(category && { category }), ...(price && { price }) })
}

/** Listens to GA4's ecommerce events in the shop's dataLayer: what is there already, and what is pushed later. */
export function watchLayer(on: LayerHooks): void {
  const layer = window.dataLayer
  if (!Array.isArray(layer)) return
  for (const entry of layer.slice(-100)) safe(seen)(entry, on)
  const real = layer.push
  layer.push = function (...entries: unknown[]): number {
    const length = real.apply(this, entries)
    for (const entry of entries) safe(seen)(entry, on)
    safe(on.grew)()
    return length
  }
}
