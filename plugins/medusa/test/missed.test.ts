import { describe, expect, it } from 'vitest'

import { missed } from '../src/missed'

const item = (updated_at: string) => ({ quantity: 2, unit_price: 49.99, updated_at })
const cart = { id: 'cart_1', currency_code: 'pln', total: 99.98, updated_at: '2026-11-23T08:00:00Z', items: [item('2026-11-23T08:00:00Z'), item('2026-11-23T09:00:00Z'), null] }

describe('what was missed', () => {
  it('is told as it would have been, at the time of its last change', () => {
    expect(missed.carts.tell(cart as never)).toMatchObject({ type: 'cart.updated', occurred_at: Date.parse('2026-11-23T09:00:00Z'), data: { id: 'cart_1', currency: 'PLN', total: '99.98' } })
    expect(missed.orders.tell({ ...cart, id: 'order_1', display_id: 7, status: 'pending', created_at: '2026-11-23T07:00:00Z', items: [] } as never)).toMatchObject({ type: 'order.updated', occurred_at: Date.parse('2026-11-23T08:00:00Z'),
      data: { id: 'order_1', number: '7', placed_at: Date.parse('2026-11-23T07:00:00Z') } })
  })
  it('is no cart that has become an order', () => {
    expect(missed.carts.tell({ ...cart, completed_at: '2026-11-23T08:00:00Z' } as never)).toBeUndefined()
  })
  it('counts the changes of lines, which leave a cart’s own time alone', () => {
    const at = new Date('2026-11-23T08:30:00Z')
    expect(missed.carts.since(at)).toEqual({ completed_at: null, $or: [{ updated_at: { $gte: at } }, { items: { updated_at: { $gte: at } } }] })
    expect(missed.carts.fields).toContain('items.updated_at')
  })
})
