import type { ErrorFrame } from '../wire/frames'
import type { Store } from './store'

/** question: the suggested one that was tapped to say it. */
export interface Unsent { id: string; text: string; at: number; question?: string | undefined }
export type Fate = 'sending' | 'stuck' | 'refused'

const MOST = 50
const ACK_MS = 10_000
const PAUSE_MS = 3000
/** Errors after which the same message may be tried again; every other one would only be repeated. */
const PASSING = ['too_many', 'unavailable', 'internal']

export interface OutboxLink {
  say(m: Unsent): boolean
  /** A message was sent and never answered: the line is dead though the browser has not noticed. */
  deaf(): void
  changed(): void
}

/** Messages the visitor has sent and the server has not yet acknowledged. They outlive the page. One is on its way
 *  at a time, so that they arrive in the order they were written, whatever happens to one of them. */
export class Outbox {
  #up = false
  #flying: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #refused: Unsent[] = []
  readonly #fates = new Map<string, Fate>()
  readonly #store: Store
  readonly #link: OutboxLink

  constructor(store: Store, link: OutboxLink) {
    this.#store = store
    this.#link = link
  }

  /** Read from the store every time: another tab of the shop writes there too. */
  get list(): Unsent[] {
    try {
      return (JSON.parse(this.#store.get('outbox') ?? '[]') as Unsent[]).filter((m) => typeof m.id === 'string' && typeof m.text === 'string')
    } catch { return [] }
  }

  /** What the page shows: waiting messages, then those the server would not take. */
  get shown(): Unsent[] { return [...this.list, ...this.#refused] }

  fate(id: string): Fate { return this.#fates.get(id) ?? (this.#up ? 'sending' : 'stuck') }

  /** False when too many messages wait already. */
  add(m: Unsent): boolean {
    const list = this.list
    if (list.length >= MOST) return false
    this.#write([...list, m])
    this.#fates.set(m.id, 'sending')
    this.#pump()
    return true
  }

  /** The message is stored on the server, said by an ack or by the message itself. */
  done(id: string): void {
    this.#drop(id)
    this.#fates.delete(id)
    if (this.#flying === id) this.#land()
  }

  /** The server refused; false when the message is not ours. */
  failed(e: ErrorFrame): boolean {
    const m = this.list.find((x) => x.id === e.id)
    if (!m) return false
    if (PASSING.includes(e.code)) {
      this.#later(PAUSE_MS, () => this.#land())
    } else {
      this.#refused.push(m)
      this.#drop(m.id)
      this.#fates.set(m.id, 'refused')
      this.#land()
    }
    return true
  }

  /** The visitor asks to try again. */
  retry(id: string): void {
    const again = this.#refused.find((m) => m.id === id)
    this.#refused = this.#refused.filter((m) => m.id !== id)
    if (again) this.#write([...this.list, again])
    this.#fates.set(id, 'sending')
    if (this.#flying === id) this.#flying = undefined
    this.#pump()
    this.#link.changed()
  }

  up(): void {
    this.#up = true
    this.#land()
  }

  down(): void {
    this.#up = false
    this.#flying = undefined
    clearTimeout(this.#timer)
    for (const m of this.list) this.#fates.delete(m.id)
  }

  #land(): void { clearTimeout(this.#timer); this.#flying = undefined; this.#pump() }

  #later(ms: number, then: () => void): void { clearTimeout(this.#timer); this.#timer = setTimeout(then, ms) }

  #pump(): void {
    if (!this.#up || this.#flying) return
    const next = this.list[0]
    if (!next || !this.#link.say(next)) return
    this.#flying = next.id
    this.#later(ACK_MS, () => {
      this.#fates.set(next.id, 'stuck')
      this.#link.changed()
      this.#link.deaf()
    })
  }

  #drop(id: string): void { this.#write(this.list.filter((m) => m.id !== id)) }

  #write(list: Unsent[]): void { this.#store.set('outbox', list.length ? JSON.stringify(list) : undefined) }
}
