import { proofOf, type Data, type Line, type Message } from '../../node/message'

/** An amount as Medusa gives it: a number in major units, beside it the exact text. */
interface Raw { value: string | number }

interface Item { product_id?: string | null; product_title?: string | null; title?: string; variant_sku?: string | null; variant_title?: string | null; quantity: number; unit_price: number; raw_unit_price?: Raw; thumbnail?: string | null }

/** What is asked for of a cart. */
export interface CartRow { id: string; currency_code: string; customer_id?: string | null; completed_at?: string | Date | null; total: number; raw_total?: Raw; promotions?: ({ code?: string } | null)[]; items?: (Item | null)[] }

/** What is asked for of an order. */
export interface OrderRow extends Omit<CartRow, 'completed_at' | 'promotions'> {
  display_id: number; status: string; created_at: string | Date; cart?: { id: string } | null; shipping_address?: { postal_code?: string | null; phone?: string | null } | null
  payment_collections?: ({ status?: string; captured_amount?: number | null; refunded_amount?: number | null } | null)[]
  fulfillments?: ({ shipped_at?: unknown; delivered_at?: unknown; canceled_at?: unknown } | null)[]
}

const itemFields = ['items.product_id', 'items.product_title', 'items.title', 'items.variant_sku', 'items.variant_title', 'items.quantity', 'items.unit_price', 'items.raw_unit_price', 'items.thumbnail']
export const cartFields = ['id', 'currency_code', 'customer_id', 'completed_at', 'total', 'raw_total', 'promotions.code', ...itemFields]
export const orderFields = ['id', 'display_id', 'status', 'created_at', 'currency_code', 'customer_id', 'total', 'raw_total', 'cart.id', 'shipping_address.postal_code', 'shipping_address.phone',
  'payment_collections.status', 'payment_collections.captured_amount', 'payment_collections.refunded_amount',
  'fulfillments.shipped_at', 'fulfillments.delivered_at', 'fulfillments.canceled_at', ...itemFields]

/** A decimal text of an amount: the exact one where there is one, else the shortest that is the same number. */
export function amount(n: number, raw?: Raw): string {
  const text = String(raw?.value ?? n)
  return /e/i.test(text) ? Number(text).toFixed(10) : text
}

/** The message about a cart; nothing once it has become an order. Medusa's updated_at stands still while lines change, so it is not told. */
export function cartMessage(cart: CartRow): Message | undefined {
  if (cart.completed_at) return undefined
  return { type: 'cart.updated', data: { ...common(cart), coupons: present(cart.promotions).flatMap((p) => p.code ?? []) } }
}

/** The message about an order, with what proves to whom it belongs: of that Zagaj keeps the postal code and the last four digits, sealed. */
export function orderMessage(order: OrderRow): Message {
  return { type: 'order.updated', data: { ...common(order), ...proofOf(order.shipping_address?.postal_code, order.shipping_address?.phone), number: String(order.display_id), status: statusOf(order), placed_at: new Date(order.created_at).getTime(), ...(order.cart ? { cart: order.cart.id } : {}) } }
}

function present<T>(list: (T | null)[] | undefined): T[] {
  return (list ?? []).filter((x): x is T => x !== null)
}

function common(c: CartRow | OrderRow): Data {
  return { id: c.id, customer: c.customer_id ?? '', currency: c.currency_code.toUpperCase(), total: amount(c.total, c.raw_total), lines: present(c.items).map(lineOf) }
}

function lineOf(i: Item): Line {
  return { product: i.product_id ?? '', sku: i.variant_sku ?? '', name: i.product_title ?? i.title ?? '', variant: i.variant_title ?? '', quantity: Number(i.quantity),
    price: amount(i.unit_price, i.raw_unit_price), ...(i.thumbnail ? { image: i.thumbnail } : {}) }
}

function statusOf(order: OrderRow): Data['status'] {
  const paid = present(order.payment_collections)
  const sent = present(order.fulfillments).filter((f) => !f.canceled_at)
  const sum = (field: 'captured_amount' | 'refunded_amount'): number => paid.reduce((s, p) => s + Number(p[field] ?? 0), 0)
  if (order.status === 'canceled') return 'cancelled'
  if (sum('refunded_amount') > 0 && sum('refunded_amount') >= sum('captured_amount')) return 'refunded'
  if (order.status === 'completed' || (sent.length > 0 && sent.every((f) => f.delivered_at))) return 'done'
  if (sent.length > 0 && sent.every((f) => f.shipped_at)) return 'shipped'
  return sum('captured_amount') > 0 && paid.every((p) => p.status === 'completed') ? 'paid' : 'placed'
}
