import { SvelteMap } from 'svelte/reactivity'
import type { Hesitation, PeekMode, Splice } from '../../wire/frames'
import { applySplice, DRAFT_LIFE_MS, wholeDraft, type DraftState } from './draft'

const TYPING_MS = 4000
/** The last deletions of a draft that are shown. */
const STRUCK_MOST = 3

export interface Struck { key: number; text: string }

/** The visitors' unsent words. They flow only for conversations on the screen, and only while somebody can see them. */
export class Peek {
  readonly drafts = new SvelteMap<string, DraftState>()
  readonly typing = new SvelteMap<string, number>()
  readonly struck = new SvelteMap<string, Struck[]>()
  readonly facts = new SvelteMap<string, Hesitation>()
  /** What a visitor allows, where it is less than the shop's mode. */
  readonly modes = new SvelteMap<string, PeekMode>()
  readonly #tell: (conversation: string, on: boolean) => void
  #watched = new Set<string>()
  #resyncing = new Set<string>()
  #last = 0
  /** The stretch told last, by conversation: it may grow. */
  readonly #growing = new Map<string, number>()

  constructor(tell: (conversation: string, on: boolean) => void) { this.#tell = tell }

  /** Watches these conversations and no others. */
  watch(ids: readonly string[]): void {
    for (const id of this.#watched) {
      if (ids.includes(id)) continue
      this.#tell(id, false)
      this.#watched.delete(id)
      this.wipe(id)
    }
    for (const id of ids) {
      if (this.#watched.has(id)) continue
      this.#watched.add(id)
      this.#tell(id, true)
    }
  }

  /** The line is down: the server has forgotten who watches. */
  forget(): void {
    this.#watched.clear()
    this.#resyncing.clear()
    this.drafts.clear()
    this.typing.clear()
    this.struck.clear()
    this.facts.clear()
  }

  type(id: string, on: boolean): void {
    if (!on) { this.typing.delete(id); return }
    const at = Date.now()
    this.typing.set(id, at)
    setTimeout(() => { if (this.typing.get(id) === at) this.typing.delete(id) }, TYPING_MS)
  }

  /** The whole draft, as it was asked for; one that comes after the conversation has left the screen is nobody's. */
  sync(id: string, r: number, text: string, mode?: PeekMode): void {
    this.#resyncing.delete(id)
    if (!this.#watched.has(id)) return
    if (mode) this.modes.set(id, mode)
    if (text === '') { this.struck.delete(id); this.facts.delete(id) }
    this.drafts.set(id, wholeDraft(r, text, Date.now()))
  }

  /** A change that does not fit asks for the whole draft again. */
  splice(id: string, s: Splice): void {
    if (!this.#watched.has(id) || this.#resyncing.has(id)) return
    const have = this.drafts.get(id)
    const next = have && applySplice(have, s, Date.now())
    if (next) { this.drafts.set(id, next); return }
    this.#resyncing.add(id)
    this.#tell(id, false)
    this.#tell(id, true)
  }

  /** What the visitor took out stays struck through for ms, the last three at most. What has grown takes the place of what was told last. */
  strike(id: string, text: string, ms: number, grown = false): void {
    if (!this.#watched.has(id)) return
    if (grown) this.#unstrike(id, this.#growing.get(id) ?? 0)
    const key = ++this.#last
    this.#growing.set(id, key)
    this.struck.set(id, [...(this.struck.get(id) ?? []), { key, text }].slice(-STRUCK_MOST))
    setTimeout(() => this.#unstrike(id, key), ms)
  }

  hesitate(id: string, facts: Hesitation): void { if (this.#watched.has(id)) this.facts.set(id, facts) }

  /** True while the visitor is writing: something has changed within ms. */
  isWriting(id: string, ms: number): boolean {
    const d = this.drafts.get(id)
    return this.typing.has(id) || (d !== undefined && d.chars.length > 0 && Date.now() - d.at < ms)
  }

  /** The draft while it is shown: undefined once it has not changed for DRAFT_LIFE_MS. */
  live(id: string, now: number): DraftState | undefined {
    const d = this.drafts.get(id)
    return d && now - d.at < DRAFT_LIFE_MS ? d : undefined
  }

  wipe(id: string): void {
    this.drafts.delete(id)
    this.typing.delete(id)
    this.struck.delete(id)
    this.facts.delete(id)
  }

  /** Keeps nothing of a conversation that is over. */
  drop(id: string): void {
    this.wipe(id)
    this.modes.delete(id)
    this.#growing.delete(id)
    this.#resyncing.delete(id)
  }

  #unstrike(id: string, key: number): void {
    const left = (this.struck.get(id) ?? []).filter((s) => s.key !== key)
    if (left.length > 0) this.struck.set(id, left)
    else this.struck.delete(id)
  }
}
