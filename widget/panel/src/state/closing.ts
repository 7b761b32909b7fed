import { SvelteSet } from 'svelte/reactivity'

/** For how long an end can be undone, in milliseconds. */
export const UNDO_MS = 5000

/** How often it is looked, in milliseconds, whether what was said last has arrived. */
const SAID_MS = 500

/** Conversations being ended: the server is told after a moment, so that a slip of the hand can be undone, and not before all that was said has arrived:
 *  in a conversation that is over nothing can be said. */
export class Closing {
  readonly ids = new SvelteSet<string>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #end: (id: string) => unknown
  readonly #unsent: (id: string) => readonly { failed: string }[]
  readonly #back: () => void

  /** unsent is what has not arrived of a conversation; back is told when one stays open because it was refused. */
  constructor(end: (id: string) => unknown, unsent: (id: string) => readonly { failed: string }[], back: () => void) {
    this.#end = end
    this.#unsent = unsent
    this.#back = back
  }

  begin(id: string): void {
    if (this.ids.has(id)) return
    this.ids.add(id)
    this.#later(id, UNDO_MS)
  }

  /** True when it was still time. */
  undo(id: string): boolean {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    return this.ids.delete(id)
  }

  /** The page goes away: what was ended is ended, unless something has still to be said. */
  async finishAll(): Promise<void> { await Promise.all([...this.ids].map((id) => this.undo(id) && this.#unsent(id).length === 0 && this.#end(id))) }

  #later(id: string, ms: number): void { this.#timers.set(id, setTimeout(() => this.#finish(id), ms)) }

  #finish(id: string): void {
    const left = this.#unsent(id)
    if (left.length > 0 && left.every((u) => u.failed === '')) { this.#later(id, SAID_MS); return }
    this.undo(id)
    if (left.length === 0) this.#end(id)
    else this.#back()
  }
}
