import { SvelteSet } from 'svelte/reactivity'

/** For how long an end can be undone, in milliseconds. */
export const UNDO_MS = 5000

/** Conversations being ended: the server is told after a moment, so that a slip of the hand can be undone. */
export class Closing {
  readonly ids = new SvelteSet<string>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #end: (id: string) => void

  constructor(end: (id: string) => void) { this.#end = end }

  begin(id: string): void {
    if (this.ids.has(id)) return
    this.ids.add(id)
    this.#timers.set(id, setTimeout(() => this.finish(id), UNDO_MS))
  }

  /** True when it was still time. */
  undo(id: string): boolean {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    return this.ids.delete(id)
  }

  finish(id: string): void { if (this.undo(id)) this.#end(id) }

  /** The page goes away: what was ended is ended. */
  finishAll(): void { for (const id of [...this.ids]) this.finish(id) }
}
