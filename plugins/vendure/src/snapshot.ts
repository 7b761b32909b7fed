import type { Customer, Order } from '@vendure/core'

import { fromMinor, proofOf, type Data, type Line, type Message } from '../../node/message'

/** What of an order is read; the shop's own entity has all of it. */
export type Snapshot = Pick<Order, 'code' | 'state' | 'active' | 'currencyCode' | 'totalWithTax' | 'couponCodes' | 'orderPlacedAt' | 'lines' | 'shippingAddress'> & { customer?: Pick<Customer, 'id'> | undefined }

const states: Record<string, Data['status']> = { PaymentAuthorized: 'placed', PaymentSettled: 'paid', PartiallyShipped: 'paid', Shipped: 'shipped',
  PartiallyDelivered: 'shipped', Delivered: 'done', Cancelled: 'cancelled', ArrangingAdditionalPayment: 'placed', Modifying: 'placed' }

/**
 * The message about an order: a cart while it is active, nothing before it has ever had a line. Amounts are what the customer
 * sees, with tax; decimals is the shop's MoneyStrategy.precision, the same for every currency.
 */
export function messageOf(order: Snapshot, decimals: number, refunded: boolean): Message | undefined {
  const data: Data = {
    id: order.code,
    customer: order.customer ? String(order.customer.id) : '',
    currency: order.currencyCode,
    total: fromMinor(order.totalWithTax, decimals),
    lines: order.lines.filter((line) => line.quantity > 0).map((line) => lineOf(line, decimals)),
  }
  if (order.active) return { type: 'cart.updated', data: { ...data, coupons: order.couponCodes } }
  const status = refunded ? 'refunded' : states[order.state]
  if (!order.orderPlacedAt || !status) return undefined // a draft of the shop's own staff, or a cart that was given up
  return { type: 'order.updated', data: { ...data, ...proofOf(order.shippingAddress?.postalCode, order.shippingAddress?.phoneNumber), number: order.code, cart: order.code, status, placed_at: order.orderPlacedAt.getTime() } }
}

function lineOf(line: Order['lines'][number], decimals: number): Line {
  const variant = line.productVariant
  return { product: String(variant.productId), sku: variant.sku, name: variant.name, quantity: line.quantity, price: fromMinor(line.proratedUnitPriceWithTax, decimals) }
}
