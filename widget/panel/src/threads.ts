import { SvelteMap } from 'svelte/reactivity'
import type { Message } from '../../wire/frames'
import { api } from './api'
import { cursorOf, mergeMessages } from './thread'

const PAGE = 200

/** The messages of the conversations looked at so far. A hole is never shown as if nothing were missing: it is asked for. */
export class Threads {
  readonly #lists = new SvelteMap<string, Message[]>()
  readonly #resume: (conversation: string, after: number) => void
  /** What happens while a conversation is being read, kept until it has been. */
  readonly #early = new Map<string, Message[]>()

  constructor(resume: (conversation: string, after: number) => void) { this.#resume = resume }

  get(id: string): Message[] | undefined { return this.#lists.get(id) }

  cursors(): Record<string, number> {
    return Object.fromEntries([...this.#lists].map(([id, list]) => [id, cursorOf(list)]))
  }

  async load(id: string): Promise<void> {
    this.#early.set(id, this.#early.get(id) ?? [])
    try {
      for (let more = true; more;) {
        const list = (await api.messages(id, cursorOf(this.get(id) ?? []))).messages ?? []
        this.#merge(id, list)
        more = list.length === PAGE
      }
    } finally {
      const early = this.#early.get(id) ?? []
      this.#early.delete(id)
      for (const m of early) this.add(m, m.seq - 1)
    }
  }

  /** A conversation's first page as it was read with others. */
  begin(id: string, list: readonly Message[]): void {
    this.#merge(id, list)
    if (list.length === PAGE) void this.load(id).catch(() => { /* a hole is asked for when it shows */ })
  }

  /** One message as it happens; conversations never looked at are read when they are. */
  add(m: Message, prev: number): void {
    const have = this.get(m.conversation)
    if (!have) {
      this.#early.get(m.conversation)?.push(m)
      return
    }
    if (prev > cursorOf(have)) this.#resume(m.conversation, cursorOf(have))
    this.#merge(m.conversation, [m])
  }

  tail(id: string, list: Message[], more: boolean): void {
    this.#merge(id, list)
    if (more) this.#resume(id, cursorOf(this.get(id) ?? []))
  }

  /** What is known is of no use: it is read from the beginning. */
  reset(id: string): void {
    this.#lists.delete(id)
    this.#resume(id, 0)
  }

  drop(id: string): void { this.#lists.delete(id) }

  clear(): void { this.#lists.clear() }

  #merge(id: string, list: readonly Message[]): void { this.#lists.set(id, mergeMessages(this.get(id) ?? [], list)) }
}
