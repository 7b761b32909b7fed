import { keep, recall } from '../keep'

const KEY = 'zagaj.columns'

/** The narrowest column in which a conversation reads well, and how many a person can follow. */
const COLUMN_PX = 340
const COLUMNS_MOST = 3
/** About what the rail and the list take of the window. */
const BESIDE_PX = 388

/** How many columns stand side by side in so many pixels. */
export const roomIn = (px: number): number => Math.min(COLUMNS_MOST, Math.max(1, Math.floor(px / COLUMN_PX)))

/** Which conversations stand side by side. Their places do not change by themselves: people find them where they were. */
export class Columns {
  list = $state.raw<string[]>(recall<string[]>(KEY, []))
  /** How many fit beside each other; a guess until the desk is drawn, so that it is not drawn twice. */
  room = $state(roomIn(innerWidth - BESIDE_PX))
  #used: string[] = []

  readonly shown = $derived(this.list.slice(-this.room))

  /** Shows a conversation; when there is no room it takes the place of the one used longest ago. */
  open(id: string): void {
    this.#used = [...this.#used.filter((x) => x !== id), id]
    if (this.shown.includes(id)) return
    const rest = this.list.filter((x) => x !== id)
    if (rest.length < this.room) { this.#keep([...rest, id]); return }
    const oldest = [...rest].sort((a, b) => this.#used.indexOf(a) - this.#used.indexOf(b))[0]
    this.#keep(rest.map((x) => (x === oldest ? id : x)))
  }

  /** Adds a conversation where a place is free or its conversation is over, so that nothing else on the screen moves. Returns the one it replaced, or ''. */
  offer(id: string, isOver: (id: string) => boolean = () => false): string {
    if (this.list.includes(id)) return ''
    if (this.list.length < this.room) { this.#keep([...this.list, id]); return '' }
    const over = this.list.find(isOver) ?? ''
    if (over !== '') this.#keep(this.list.map((x) => (x === over ? id : x)))
    return over
  }

  drop(id: string): void {
    this.#used = this.#used.filter((x) => x !== id)
    if (this.list.includes(id)) this.#keep(this.list.filter((x) => x !== id))
  }

  /** The screen's width has changed; the ones used last stay. */
  fit(room: number): void {
    this.room = room
    if (this.list.length <= room) return
    const stay = [...this.list].sort((a, b) => this.#used.indexOf(b) - this.#used.indexOf(a)).slice(0, room)
    this.#keep(this.list.filter((x) => stay.includes(x)))
  }

  #keep(list: string[]): void {
    this.list = list
    keep(KEY, list)
  }
}
