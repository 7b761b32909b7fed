import type { Visit } from '../../../wire/frames'

const SOON_MS = 3000

/** Orders stand only in a conversation's detail: it is read again when the cart or the end of a purchase may have changed them. */
const marks = (v: Visit): string => `${v.cart?.id} ${v.cart?.changed_at} ${v.page?.type === 'thanks'}`

/** Whether what was read of each conversation is still so. */
export class Fresh {
  readonly #at = new Map<string, number>()
  readonly #of = new Map<string, string>()

  /** The detail is asked for now. */
  asked(id: string): void { this.#at.set(id, Date.now()) }

  /** The detail was read with this visit in it. */
  took(id: string, v: Visit | undefined): void { if (v) this.#of.set(id, marks(v)) }

  /** True when the visit differs from the one last seen, which is from then on this one; not sooner than some seconds after the last time. */
  isPast(id: string, v: Visit): boolean {
    if (marks(v) === this.#of.get(id) || Date.now() - (this.#at.get(id) ?? 0) < SOON_MS) return false
    this.#of.set(id, marks(v))
    return true
  }

  drop(id: string): void {
    this.#at.delete(id)
    this.#of.delete(id)
  }
}
