import { SvelteMap } from 'svelte/reactivity'

const KEY = 'zagaj.read'

/** Up to which message each conversation was read on this device. */
export class Reads {
  readonly #seq = new SvelteMap<string, number>()

  constructor() {
    try {
      for (const [id, seq] of Object.entries(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, number>)) this.#seq.set(id, seq)
    } catch { /* everything counts as unread */ }
  }

  of(id: string): number { return this.#seq.get(id) ?? 0 }

  mark(id: string, seq: number): void {
    if (this.of(id) >= seq) return
    this.#seq.set(id, seq)
    this.#keep()
  }

  drop(id: string): void { if (this.#seq.delete(id)) this.#keep() }

  /** Forgets conversations that are over. */
  prune(live: ReadonlySet<string>): void {
    for (const id of this.#seq.keys()) if (!live.has(id)) this.#seq.delete(id)
    this.#keep()
  }

  #keep(): void {
    try { localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(this.#seq))) } catch { /* lost with the page */ }
  }
}
