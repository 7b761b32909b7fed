import { keep, recall } from '../keep'

const KEY = 'zagaj.break'

/** The lengths of a break that are offered, in minutes. */
export const BREAKS = [5, 15, 30] as const

/** What a break has to know of the desk. */
interface Switched { readonly available: boolean; setAvailable(on: boolean): void }

/** A break with an end: no conversations until somebody says so again. Kept on this device. */
class Pause {
  /** When it ends, in milliseconds since 1970; 0 without a break. */
  until = $state(recall<number>(KEY, 0, localStorage))
  #isTold = false

  /** Switches an operator's availability; a break is over by that. */
  turn(desk: Switched, on = !desk.available): void {
    this.#set(0)
    desk.setAvailable(on)
  }

  /** Without a word about who takes conversations: it was somebody else's. */
  end(): void { this.#set(0) }

  /** Begins a break of so many minutes. */
  rest(desk: Switched, minutes: number): void {
    desk.setAvailable(false)
    this.#set(Date.now() + minutes * 60_000)
  }

  /** True once, when the break is over. */
  isOver(now: number): boolean {
    if (this.until === 0 || now < this.until || this.#isTold) return false
    this.#isTold = true
    return true
  }

  #set(until: number): void {
    this.until = until
    this.#isTold = false
    keep(KEY, until, localStorage)
  }
}

export const pause = new Pause()
