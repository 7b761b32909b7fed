import { MAX_MESSAGE, type FromVisitor, type PeekMode } from '../wire/frames'
import { mask } from './mask'

export interface Change { p: number; n: number; s: string }

const EVERY_MS = 200
const DOTS_MS = 3000
const SNAPSHOT_AFTER = 20

const segmenter = Intl.Segmenter && new Intl.Segmenter()

/** A text's graphemes. Outside ASCII only: nothing in it combines but CR LF, and a text field never holds CR. */
const graphemes = (text: string): string[] => (segmenter && /[^\n -~]/.test(text) ? Array.from(segmenter.segment(text), (g) => g.segment) : [...text])

/** The one change that turns before into after: n code points removed at p, s put there, never inside a grapheme. */
export function splice(before: string, after: string): Change | undefined {
  if (before === after) return undefined
  const [a, b] = [graphemes(before), graphemes(after)]
  const least = Math.min(a.length, b.length)
  let p = 0
  while (p < least && a[p] === b[p]) p++
  let tail = 0
  while (tail < least - p && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const points = (from: number, to?: number): number => [...a.slice(from, to).join('')].length
  return { p: points(0, p), n: points(p, a.length - tail), s: b.slice(p, b.length - tail).join('') }
}

export interface DraftLink {
  send(f: FromVisitor): boolean
  /** Bytes not yet handed to the network: while there are any, changes wait and become one. */
  backlog(): number
  /** How much the shop shows to its consultants; undefined when the visitor has refused. */
  mode(): PeekMode | undefined
}

/** The visitor's unsent words on their way to a consultant who is looking at this conversation. */
export class Draft {
  #text = ''
  #sent = ''
  #r = 0
  #splices = 0
  #whole = true
  #forced = false
  #watched = false
  #composing = false
  #dotsAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #link: DraftLink

  constructor(link: DraftLink) { this.#link = link }

  /** The text field holds this now. */
  input(text: string): void { this.#text = text; this.#kick() }

  /** An input method is putting a character together; its half-done letters are not shown to anybody. */
  composing(on: boolean): void { this.#composing = on; if (!on) this.#kick() }

  watch(on: boolean): void { this.#watched = on; this.#restart() }

  /** The visitor has allowed or refused the peek. */
  allowed(): void { this.#restart() }

  /** The server misses a revision. */
  dsync(): void { this.#forced = true; this.#restart() }

  /** The text went out as a message: the server has wiped the draft. */
  said(): void {
    this.#text = this.#sent = ''
    this.#whole = true
    this.#dotsAt = 0
  }

  #restart(): void { this.#whole = true; this.#kick() }

  /** The first change goes at once, what follows within the next 200 ms goes together. */
  #kick(): void {
    if (this.#timer !== undefined || !this.#flush()) return
    this.#timer = setTimeout(() => { this.#timer = undefined; this.#kick() }, EVERY_MS)
  }

  /** Sends what has changed; true when the next change has to wait for the timer. */
  #flush(): boolean {
    const mode = this.#link.mode()
    if (!this.#watched || this.#composing || !mode) return false
    const text = mask([...this.#text].slice(0, MAX_MESSAGE).join(''))
    const quiet = text === this.#sent && !(this.#whole && text !== '')
    if (quiet && !this.#forced) return false
    if (this.#link.backlog() > 0) return true
    if (mode === 'dots') return this.#dots(text)
    if (this.#whole || this.#splices >= SNAPSHOT_AFTER) {
      if (!this.#link.send({ t: 'ds', r: this.#r + 1, s: text })) return false
      this.#splices = 0
      this.#whole = this.#forced = false
    } else {
      const change = splice(this.#sent, text)!
      if (!this.#link.send({ t: 'd', r: this.#r + 1, ...change })) return false
      this.#splices++
    }
    this.#r++
    this.#sent = text
    return true
  }

  /** Only that something is being written, never what. */
  #dots(text: string): boolean {
    this.#sent = text
    this.#whole = this.#forced = false
    if (Date.now() - this.#dotsAt < DOTS_MS || text === '') return true
    this.#dotsAt = Date.now()
    if (this.#link.send({ t: 'ds', r: this.#r + 1, s: '' })) this.#r++
    return true
  }
}
