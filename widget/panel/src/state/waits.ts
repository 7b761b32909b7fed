import { SvelteMap } from 'svelte/reactivity'
import type { Conversation } from '../../../wire/frames'

/** Since when each visitor waits for an answer, in milliseconds since 1970. */
export class Waits {
  readonly #since = new SvelteMap<string, number>()
  readonly #asked = new Set<string>()
  readonly #ask: (conversation: string) => Promise<number>

  /** ask reads from the server since when somebody waits; 0 when nobody does. */
  constructor(ask: (conversation: string) => Promise<number>) { this.#ask = ask }

  /** 0 when the conversation waits for nobody. */
  of(c: Conversation): number {
    if (c.state === 'closed') return 0
    return this.#since.get(c.id) ?? (c.state === 'waiting' ? c.created_at : 0)
  }

  began(id: string, at: number): void { if (!this.#since.has(id)) this.#since.set(id, at) }

  ended(id: string): void {
    this.#since.delete(id)
    this.#asked.delete(id)
  }

  /** A conversation as the server tells it: the beginning of a wait that was not seen is asked for, once. */
  told(c: Conversation): void {
    if (!c.waiting || c.state === 'closed') { this.ended(c.id); return }
    if (this.#since.has(c.id) || this.#asked.has(c.id)) return
    this.#asked.add(c.id)
    this.#ask(c.id).then((at) => { if (at > 0 && this.#asked.has(c.id)) this.began(c.id, at) }).catch(() => this.began(c.id, c.updated_at))
  }
}

/** How urgent a wait is: 0 calm, then 1, 2 and 3 after 15, 30 and 60 seconds, as the alarm ladder rises. */
export function urgency(ms: number): 0 | 1 | 2 | 3 {
  return ms >= 60_000 ? 3 : ms >= 30_000 ? 2 : ms >= 15_000 ? 1 : 0
}

/** A wait as a clock: 0:07, 12:40, 1:02:03. */
export function stopwatch(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number): string => String(n).padStart(2, '0')
  const h = Math.floor(s / 3600)
  const min = Math.floor(s / 60) % 60
  return h > 0 ? `${h}:${two(min)}:${two(s % 60)}` : `${min}:${two(s % 60)}`
}
