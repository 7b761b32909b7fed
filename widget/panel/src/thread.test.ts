import { describe, expect, it } from 'vitest'
import type { Conversation, Message } from '../../wire/frames'
import { cursorOf, mergeMessages, orderConversations, rowsOf, unreadOf } from './thread'

const day = new Date(2026, 4, 4, 12).getTime()

function message(seq: number, change: Partial<Message> = {}): Message {
  return { id: `m${seq}`, conversation: 'c', seq, role: 'visitor', author: 'v', name: '', text: `tekst ${seq}`, sent_at: day + seq * 1000, ...change }
}

function conversation(id: string, change: Partial<Conversation> = {}): Conversation {
  return { id, visitor: `v-${id}`, operator: 'me', offer: '', state: 'open', seq: 0, preview: '', waiting: false, created_at: 0, updated_at: 0, closed_at: 0, ...change }
}

describe('merging messages', () => {
  it('orders by seq and takes each id once', () => {
    const list = mergeMessages([message(1), message(3)], [message(2), message(3), message(1)])
    expect(list.map((m) => m.seq)).toEqual([1, 2, 3])
  })

  it('keeps the cursor before the first gap', () => {
    expect(cursorOf([])).toBe(0)
    expect(cursorOf([message(1), message(2), message(4)])).toBe(2)
    expect(cursorOf([message(2)])).toBe(0)
  })

  it('separates days and joins lines of one author', () => {
    const rows = rowsOf([message(1), message(2), message(3, { role: 'operator', author: 'o' }), message(4, { sent_at: day + 86_400_000 })])
    expect(rows.map((r) => (r.kind === 'day' ? 'day' : r.joined))).toEqual(['day', false, true, false, 'day', false])
  })
})

describe('the list', () => {
  it('puts first who waits longest for a person, then replies due', () => {
    const list = orderConversations([
      conversation('old', { updated_at: 1 }), conversation('theirs', { operator: 'x', waiting: true, updated_at: 99 }), conversation('due', { waiting: true, updated_at: 5 }),
      conversation('late', { state: 'waiting', operator: '', created_at: 20 }), conversation('early', { state: 'waiting', operator: '', created_at: 10 }), conversation('new', { updated_at: 50 }),
    ], 'me')
    expect(list.map((c) => c.id)).toEqual(['early', 'late', 'due', 'new', 'old', 'theirs'])
  })

  it('counts only what the visitor wrote after the last look', () => {
    const c = conversation('c', { seq: 4, waiting: true })
    const thread = [message(1), message(2, { role: 'operator' }), message(3), message(4)]
    expect(unreadOf(c, 1, thread)).toBe(2)
    expect(unreadOf(c, 4, thread)).toBe(0)
    expect(unreadOf(c, 1)).toBe(3)
    expect(unreadOf({ ...c, waiting: false }, 0, thread)).toBe(0)
    expect(unreadOf({ ...c, state: 'closed' }, 0, thread)).toBe(0)
  })
})
