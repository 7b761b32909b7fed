import type { Conversation, Message } from '../../wire/frames'

/** Messages joined by id and put in the order of seq; what is already there is not doubled. */
export function mergeMessages(have: readonly Message[], more: readonly Message[]): Message[] {
  const byID = new Map(have.map((m) => [m.id, m]))
  for (const m of more) byID.set(m.id, m)
  return [...byID.values()].sort((a, b) => a.seq - b.seq)
}

/** The last seq up to which nothing is missing: the cursor that a resume continues from. */
export function cursorOf(list: readonly Message[]): number {
  let last = 0
  for (const m of list) {
    if (m.seq > last + 1) break
    last = Math.max(last, m.seq)
  }
  return last
}

export type Row = { kind: 'day'; key: string; at: number } | { kind: 'message'; key: string; message: Message; joined: boolean }

const JOIN_MS = 3 * 60_000

/** Messages with a separator before the first one of each local day; joined: it continues the one above. */
export function rowsOf(list: readonly Message[]): Row[] {
  const rows: Row[] = []
  let day = ''
  let above: Message | undefined
  for (const m of list) {
    const d = new Date(m.sent_at).toDateString()
    if (d !== day) {
      rows.push({ kind: 'day', key: d, at: m.sent_at })
      day = d
      above = undefined
    }
    const joined = above !== undefined && above.role === m.role && above.author === m.author && m.sent_at - above.sent_at < JOIN_MS
    rows.push({ kind: 'message', key: m.id, message: m, joined })
    above = m
  }
  return rows
}

/** The order of the list: those who wait for a person, then those who wait for a reply, then the newest. */
export function orderConversations(list: Iterable<Conversation>, me: string): Conversation[] {
  const rank = (c: Conversation): number =>
    c.state === 'waiting' ? 0 : c.state === 'closed' ? 4 : (c.operator === me ? 1 : 2) + (c.waiting ? 0 : 0.5)
  return [...list].sort((a, b) => {
    const by = rank(a) - rank(b)
    if (by !== 0) return by
    // Who has waited longest comes first; everything else is newest first.
    return a.state === 'waiting' ? a.created_at - b.created_at : b.updated_at - a.updated_at
  })
}

/** How many messages of the visitor stand after the seq read last. */
export function unreadOf(c: Conversation, read: number, messages?: readonly Message[]): number {
  if (c.state === 'closed' || !c.waiting || c.seq <= read) return 0
  if (!messages || cursorOf(messages) < c.seq) return c.seq - read
  return messages.filter((m) => m.role === 'visitor' && m.seq > read).length
}
