import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from '../wire/frames'
import { Outbox, type Unsent } from './outbox'
import { makeStore } from './store'
import * as thread from './thread'

const msg = (id: string): Unsent => ({ id, text: `text ${id}`, at: 1 })
const stored = (seq: number, id = `m${seq}`): Message =>
  ({ id, conversation: 'c', seq, role: 'operator', author: 'o', name: 'Anna', text: id, sent_at: 1 })

describe('Outbox', () => {
  let said: string[]
  let lineUp: boolean
  let deaf: number
  const make = (): Outbox => new Outbox(makeStore(() => localStorage, 'shop'), {
    say: (m) => { if (lineUp) said.push(m.id); return lineUp },
    deaf: () => { deaf++ },
    changed: () => undefined,
  })
  beforeEach(() => { vi.useFakeTimers(); localStorage.clear(); said = []; lineUp = true; deaf = 0 })
  afterEach(() => { vi.useRealTimers() })

  it('sends one at a time, in order, and forgets what is acknowledged', () => {
    const o = make()
    o.up()
    o.add(msg('a'))
    o.add(msg('b'))
    expect(said).toEqual(['a'])
    o.done('a')
    expect(said).toEqual(['a', 'b'])
    o.done('b')
    expect(localStorage.length).toBe(0)
  })

  it('keeps unsent messages over a page load and sends them again', () => {
    lineUp = false
    const before = make()
    before.add(msg('a'))
    before.add(msg('b'))
    lineUp = true
    const after = make()
    expect(after.list.map((m) => m.id)).toEqual(['a', 'b'])
    expect(after.fate('a')).toBe('stuck')
    after.up()
    after.done('a')
    expect(said).toEqual(['a', 'b'])
  })

  it('sends the same id again after a lost line', () => {
    const o = make()
    o.up()
    o.add(msg('a'))
    o.down()
    expect(o.fate('a')).toBe('stuck')
    o.up()
    expect(said).toEqual(['a', 'a'])
    expect(o.fate('a')).toBe('sending')
  })

  it('finds a dead line when nobody answers', () => {
    const o = make()
    o.up()
    o.add(msg('a'))
    vi.advanceTimersByTime(10_000)
    expect(deaf).toBe(1)
    expect(o.fate('a')).toBe('stuck')
  })

  it('waits when told that it is too fast, and keeps the order', () => {
    const o = make()
    o.up()
    o.add(msg('a'))
    o.add(msg('b'))
    expect(o.failed({ t: 'error', code: 'too_many', message: '', id: 'a' })).toBe(true)
    expect(said).toEqual(['a'])
    vi.advanceTimersByTime(3000)
    o.done('a')
    expect(said).toEqual(['a', 'a', 'b'])
  })

  it('lets a refused message not hold up the others, nor come back on the next page', () => {
    const o = make()
    o.up()
    o.add(msg('a'))
    o.add(msg('b'))
    o.failed({ t: 'error', code: 'invalid', message: '', id: 'a' })
    expect(said).toEqual(['a', 'b'])
    expect(o.fate('a')).toBe('refused')
    expect(o.shown.map((m) => m.id)).toEqual(['b', 'a'])
    expect(make().list.map((m) => m.id)).toEqual(['b'])
    o.done('b')
    o.retry('a')
    expect(said).toEqual(['a', 'b', 'a'])
    expect(o.failed({ t: 'error', code: 'invalid', message: '', id: 'other' })).toBe(false)
  })

  it('holds at most fifty', () => {
    lineUp = false
    const o = make()
    for (let i = 0; i < 50; i++) expect(o.add(msg(`m${i}`))).toBe(true)
    expect(o.add(msg('one more'))).toBe(false)
  })

  it('works without storage', () => {
    const o = new Outbox(makeStore(() => { throw new Error('forbidden') }, 'shop'), { say: () => false, deaf: () => undefined, changed: () => undefined })
    o.add(msg('a'))
    expect(o.list).toHaveLength(1)
    o.done('a')
    expect(o.list).toHaveLength(0)
  })
})

describe('thread', () => {
  it('keeps each message once and in order, and its cursor before a hole', () => {
    expect(thread.merge([stored(1), stored(2)])).toHaveLength(2)
    expect(thread.merge([stored(2), stored(4)])).toHaveLength(1)
    expect([thread.cursor, thread.hole()]).toEqual([2, true])
    thread.merge([stored(3)])
    expect([thread.cursor, thread.hole()]).toEqual([4, false])
    expect(thread.list().map((m) => m.seq)).toEqual([1, 2, 3, 4])
    thread.forget()
    expect([thread.cursor, thread.list().length]).toEqual([0, 0])
  })
})
