import type { Message } from '../wire/frames'

/** A conversation's stored messages, each once and in order, however and however often they arrive. */
export class Thread {
  #bySeq = new Map<number, Message>()
  #ids = new Set<string>()
  #list: Message[] | undefined
  #cursor = 0

  /** All up to here are known without a hole. */
  get cursor(): number { return this.#cursor }
  /** Something after a hole is known. */
  get hole(): boolean { return this.#bySeq.size > this.#cursor }

  has(id: string): boolean { return this.#ids.has(id) }
  get list(): Message[] { return this.#list ??= [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq) }

  /** The messages that were not known before. */
  merge(messages: readonly Message[]): Message[] {
    const fresh = messages.filter((m) => !this.#bySeq.has(m.seq))
    for (const m of messages) { this.#bySeq.set(m.seq, m); this.#ids.add(m.id) }
    while (this.#bySeq.has(this.#cursor + 1)) this.#cursor++
    this.#list = undefined
    return fresh
  }

  forget(): void { this.#bySeq.clear(); this.#ids.clear(); this.#list = undefined; this.#cursor = 0 }
}
