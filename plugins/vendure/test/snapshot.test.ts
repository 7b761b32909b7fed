import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { messageOf, type Snapshot } from '../src/snapshot'

interface Recorded { event: string; order?: { code: string; state: string; active: boolean; currencyCode: string; totalWithTax: number; lines: { id: number; qty: number; unitPriceWithTax: number; sku: string }[] } }

/** The orders in the events of a real Vendure 3.7.3, in the shape that its service reads them. */
const recorded = readFileSync(join(import.meta.dirname, 'vendure_eventbus.observed.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded)
  .flatMap(({ event, order }) => order ? [{ event, order: { ...order, couponCodes: [], orderPlacedAt: order.active ? undefined : new Date(1_795_419_000_000),
    lines: order.lines.map((l) => ({ quantity: l.qty, proratedUnitPriceWithTax: l.unitPriceWithTax, productVariant: { productId: 1, sku: l.sku, name: 'Mug' } })) } as unknown as Snapshot }] : [])

describe('what a real shop emitted', () => {
  it('is told in decimals of major units', () => {
    const message = messageOf(recorded.find((r) => r.event === 'OrderLineEvent')!.order, 2, false)
    expect(message).toEqual({ type: 'cart.updated', data: { id: 'DXHHFTSLAV1EXW4R', customer: '', currency: 'PLN', total: '99.98', coupons: [],
      lines: [{ product: '1', sku: 'MUG-1', name: 'Mug', quantity: 2, price: '49.99' }] } })
  })
  it('emits twice for one change, with the same message', () => {
    const twice = recorded.filter((r) => r.event === 'OrderLineEvent').slice(0, 2).map((r) => JSON.stringify(messageOf(r.order, 2, false)))
    expect(twice[0]).toBe(twice[1])
  })
  it('ends as an order of the cart with the same token', () => {
    const message = messageOf(recorded.at(-1)!.order, 2, false)
    expect(message).toMatchObject({ type: 'order.updated', data: { id: 'DXHHFTSLAV1EXW4R', cart: 'DXHHFTSLAV1EXW4R', number: 'DXHHFTSLAV1EXW4R', status: 'paid', total: '159.97', placed_at: 1_795_419_000_000 } })
  })
})

describe('an order', () => {
  const placed = { ...recorded.at(-1)!.order } as Snapshot
  it('is told in every state a customer knows', () => {
    const told = ['PaymentAuthorized', 'PaymentSettled', 'Shipped', 'Delivered', 'Cancelled'].map((state) => messageOf({ ...placed, state } as Snapshot, 2, false)?.data.status)
    expect(told).toEqual(['placed', 'paid', 'shipped', 'done', 'cancelled'])
    expect(messageOf(placed, 2, true)?.data.status).toBe('refunded')
  })
  it('comes with what proves whose it is, a cart without', () => {
    const shippingAddress = { postalCode: '30-001', phoneNumber: '600 000 000' }
    expect(messageOf({ ...placed, shippingAddress } as unknown as Snapshot, 2, false)?.data).toMatchObject({ postcode: '30-001', phone: '600 000 000' })
    expect(messageOf({ ...placed, active: true, shippingAddress } as unknown as Snapshot, 2, false)?.data).not.toHaveProperty('postcode')
    expect(messageOf({ ...placed, shippingAddress: {} } as unknown as Snapshot, 2, false)?.data).not.toHaveProperty('phone')
  })
  it('of no customer is not told', () => {
    expect(messageOf({ ...placed, state: 'Draft', orderPlacedAt: undefined } as Snapshot, 2, false)).toBeUndefined()
  })
  it('keeps to the shop\'s own decimals, whatever the currency', () => {
    expect(messageOf({ ...placed, totalWithTax: 1234, lines: [] } as unknown as Snapshot, 3, false)?.data.total).toBe('1.234')
    expect(messageOf({ ...placed, totalWithTax: 500, lines: [] } as unknown as Snapshot, 0, false)?.data.total).toBe('500')
  })
})
