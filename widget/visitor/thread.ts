import type { Message } from '../wire/frames'

// The conversation's stored messages, each once and in order, however and however often they arrive. A page has one conversation.

const bySeq = new Map<number, Message>()
let sorted: Message[] | undefined

/** All up to here are known without a hole. */
export let cursor = 0

/** Something after a hole is known. */
export const hole = (): boolean => bySeq.size > cursor

export const list = (): Message[] => sorted ??= [...bySeq.values()].sort((a, b) => a.seq - b.seq)

/** The messages that were not known before. */
export function merge(messages: readonly Message[]): Message[] {
  const fresh = messages.filter((m) => !bySeq.has(m.seq))
  for (const m of messages) bySeq.set(m.seq, m)
  while (bySeq.has(cursor + 1)) cursor++
  sorted = undefined
  return fresh
}

export function forget(): void { bySeq.clear(); sorted = undefined; cursor = 0 }
