import type { Message } from '../wire/frames'

/** A conversation's stored messages, each once and in order, however and however often they arrive. */
export class Thread {
  #bySeq = new Map<number, Message>()
  #cursor = 0

  /** All up to here are known without a hole. */
  get cursor(): number { return this.#cursor }
  /** Something after a hole is known. */
  get hole(): boolean { return this.#bySeq.size > this.#cursor }

  has(id: string): boolean { return this.list.some((m) => m.id === id) }
  get list(): Message[] { return [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq) }

  /** The messages that were not known before. */
  merge(messages: readonly Message[]): Message[] {
    const fresh = messages.filter((m) => !this.#bySeq.has(m.seq))
    for (const m of messages) this.#bySeq.set(m.seq, m)
    while (this.#bySeq.has(this.#cursor + 1)) this.#cursor++
    return fresh
  }

  forget(): void { this.#bySeq.clear(); this.#cursor = 0 }
}
