import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { amount, cartMessage, orderMessage, type CartRow, type OrderRow } from '../src/snapshot'

/** The carts of a real Medusa 2.21.2, as it told them to a subscriber. */
const carts = readFileSync(join(import.meta.dirname, '../../../plugin/medusa/testdata/medusa_events.observed.jsonl'), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as { cart?: CartRow & { updated_at: string } }).flatMap((e) => e.cart ?? [])

describe('what a real shop told', () => {
  it('is a cart with amounts in major units and an upper-case currency', () => {
    expect(cartMessage(carts[1]!)).toMatchObject({ type: 'cart.updated', data: { id: 'cart_01M83NHPS2NQGXGKF2ASVR3EJ9', currency: 'PLN', total: '99.98', lines: [{ sku: 'MUG-1', quantity: 2, price: '49.99' }] } })
  })
  it('changes although its updated_at stands still', () => {
    expect(carts[1]!.updated_at).toBe(carts[2]!.updated_at)
    expect(cartMessage(carts[1]!)).not.toEqual(cartMessage(carts[2]!))
  })
  it('is nothing new once it is an order', () => {
    expect(cartMessage({ ...carts[1]!, completed_at: '2026-11-23T08:00:00Z' })).toBeUndefined()
  })
})

describe('an amount', () => {
  it('is exact', () => {
    for (const [n, raw, want] of [[0.1, undefined, '0.1'], [1.005, { value: '1.005' }, '1.005'], [500, undefined, '500'], [0, { value: 0 }, '0'], [1e-7, undefined, '0.0000001000'], [9007199254740992, { value: '9007199254740993' }, '9007199254740993']] as const) {
      expect(amount(n, raw)).toBe(want)
    }
  })
})

describe('an order', () => {
  const order: OrderRow = { id: 'order_1', display_id: 7, status: 'pending', created_at: '2026-11-23T08:00:00Z', currency_code: 'pln', customer_id: 'cus_1', total: 99.98, cart: { id: 'cart_1' }, items: [null] }
  it('names its cart and its number', () => {
    expect(orderMessage(order)).toEqual({ type: 'order.updated', data: { id: 'order_1', number: '7', cart: 'cart_1', customer: 'cus_1', currency: 'PLN', total: '99.98', status: 'placed', lines: [], placed_at: 1_795_420_800_000 } })
  })
  it('comes with what proves whose it is', () => {
    expect(orderMessage({ ...order, shipping_address: { postal_code: '30-001', phone: null } }).data).toMatchObject({ postcode: '30-001' })
    expect(orderMessage({ ...order, shipping_address: { postal_code: '', phone: '600000000' } }).data).toMatchObject({ phone: '600000000' })
    expect(orderMessage({ ...order, shipping_address: null }).data).not.toHaveProperty('postcode')
  })
  it('is in the state a customer knows', () => {
    const paid = [{ status: 'completed', captured_amount: 99.98, refunded_amount: 0 }]
    const states: [Partial<OrderRow>, string][] = [[{ payment_collections: paid }, 'paid'], [{ payment_collections: [{ status: 'authorized' }, null] }, 'placed'], [{ status: 'canceled' }, 'cancelled'],
      [{ payment_collections: [{ ...paid[0]!, refunded_amount: 99.98 }] }, 'refunded'], [{ payment_collections: [{ ...paid[0]!, refunded_amount: 10 }] }, 'paid'],
      [{ payment_collections: paid, fulfillments: [{ shipped_at: 'x' }] }, 'shipped'], [{ fulfillments: [{ shipped_at: 'x' }, {}] }, 'placed'], [{ fulfillments: [{ shipped_at: 'x', delivered_at: 'y' }] }, 'done'], [{ status: 'completed' }, 'done']]
    for (const [more, want] of states) expect(orderMessage({ ...order, ...more }).data.status, JSON.stringify(more)).toBe(want)
  })
})
