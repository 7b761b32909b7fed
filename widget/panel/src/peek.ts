import { SvelteMap } from 'svelte/reactivity'
import type { Splice } from '../../wire/frames'
import { applySplice, wholeDraft, type DraftState } from './draft'

const TYPING_MS = 4000

/** The visitors' unsent words. They flow only for the conversation on the screen, and only while somebody can see it. */
export class Peek {
  readonly drafts = new SvelteMap<string, DraftState>()
  readonly typing = new SvelteMap<string, number>()
  readonly #tell: (conversation: string, on: boolean) => void
  #watched = ''
  #isResyncing = false

  constructor(tell: (conversation: string, on: boolean) => void) { this.#tell = tell }

  /** Watches this conversation and no other; '' watches none. */
  watch(id: string): void {
    if (id === this.#watched) return
    if (this.#watched !== '') {
      this.#tell(this.#watched, false)
      this.wipe(this.#watched)
    }
    this.#watched = id
    this.#isResyncing = false
    if (id !== '') this.#tell(id, true)
  }

  /** The line is down: the server has forgotten who watches. */
  forget(): void {
    this.#watched = ''
    this.#isResyncing = false
    this.drafts.clear()
    this.typing.clear()
  }

  type(id: string, on: boolean): void {
    if (!on) { this.typing.delete(id); return }
    const at = Date.now()
    this.typing.set(id, at)
    setTimeout(() => { if (this.typing.get(id) === at) this.typing.delete(id) }, TYPING_MS)
  }

  sync(id: string, r: number, text: string): void {
    if (id === this.#watched) this.#isResyncing = false
    this.drafts.set(id, wholeDraft(r, text, Date.now(), this.drafts.get(id)))
  }

  /** A change that does not fit asks for the whole draft again. */
  splice(id: string, s: Splice): void {
    if (id !== this.#watched || this.#isResyncing) return
    const have = this.drafts.get(id)
    const next = have && applySplice(have, s, Date.now())
    if (next) { this.drafts.set(id, next); return }
    this.#isResyncing = true
    this.#tell(id, false)
    this.#tell(id, true)
  }

  wipe(id: string): void {
    this.drafts.delete(id)
    this.typing.delete(id)
  }
}
