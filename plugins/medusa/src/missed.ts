import type { Message } from '../../node/message'
import { cartFields, cartMessage, orderFields, orderMessage, type CartRow, type OrderRow } from './snapshot'

/** How many are told at once. */
export const PAGE = 50

type Changed = { updated_at: string | Date; items?: ({ updated_at?: string | Date } | null)[] }

/** What is missed of a kind, and how it is asked for. */
export interface Missed {
  entity: 'cart' | 'order'
  fields: string[]
  since: (at: Date) => object
  tell: (row: never) => (Message & { occurred_at: number }) | undefined
}

/** A cart's own updated_at stands still while its lines change, so those count, too. */
function changedAt(row: Changed): number {
  return Math.max(...[row, ...(row.items ?? [])].map((part) => (part?.updated_at ? new Date(part.updated_at).getTime() : 0)))
}

const told = <R extends Changed>(read: (row: R) => Message | undefined) => (row: R) => {
  const message = read(row)
  return message && { ...message, occurred_at: changedAt(row) }
}
const times = ['updated_at', 'items.updated_at']

export const missed: Record<'carts' | 'orders', Missed> = {
  carts: { entity: 'cart', fields: [...cartFields, ...times], since: (at) => ({ completed_at: null, $or: [{ updated_at: { $gte: at } }, { items: { updated_at: { $gte: at } } }] }), tell: told<CartRow & Changed>(cartMessage) },
  orders: { entity: 'order', fields: [...orderFields, ...times], since: (at) => ({ updated_at: { $gte: at } }), tell: told<OrderRow & Changed>(orderMessage) },
}
