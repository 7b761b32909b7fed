import { MAX_MESSAGE, type FromVisitor, type PeekMode } from '../wire/frames'
import { MASKED, maskAt } from './mask'

export interface Change { p: number; n: number; s: string }

const EVERY_MS = 200
const DOTS_MS = 3000
const SNAPSHOT_AFTER = 20

/** Made for the first text that needs it. */
let segmenter: Intl.Segmenter | undefined

/** A text's graphemes. Outside ASCII only: nothing in it combines but CR LF, and a text field never holds CR. */
const graphemes = (text: string): string[] => (Intl.Segmenter && /[^\n -~]/.test(text) ? Array.from((segmenter ??= new Intl.Segmenter()).segment(text), (g) => g.segment) : [...text])

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

/** What the conversation tells of the text field and the line. */
export interface Draft {
  /** The text field holds this now. */
  input(text: string): void
  /** An input method is putting a character together; its half-done letters are not shown to anybody. */
  composing(on: boolean): void
  watch(on: boolean): void
  /** The visitor has allowed or refused the peek. */
  allowed(): void
  /** The server misses a revision. */
  dsync(): void
  /** The text went out as a message: the server has wiped the draft. */
  said(): void
}

/** The visitor's unsent words on their way to a consultant who is looking at this conversation. */
export function startDraft(link: DraftLink): Draft {
  let text = ''
  /** Where the last change of the text ended: digits there may still be a card in the making. */
  let edit = 0
  let sent = ''
  let r = 0
  let splices = 0
  let whole = true
  let forced = false
  let watched = false
  let isComposing = false
  let dotsAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const send = (f: FromVisitor & { t: 'd' | 'ds' }): boolean => link.send(f) && !!++r

  /** Sends what has changed; true when the next change has to wait for the timer. */
  function flush(): boolean {
    const mode = link.mode()
    if (!watched || isComposing || !mode) return false
    const now = maskAt([...text].slice(0, MAX_MESSAGE).join(''), edit)
    const quiet = now === sent && !(whole && now)
    if (quiet && !forced) return false
    if (link.backlog() > 0) return true
    if (mode === 'dots') { // only that something is being written, never what
      sent = now
      whole = forced = false
      if (now && Date.now() - dotsAt >= DOTS_MS) {
        dotsAt = Date.now()
        send({ t: 'ds', r: r + 1, s: '' })
      }
      return true
    }
    // What is hidden or shown again was neither typed nor taken out by the visitor: the whole does not say how it came about.
    if (whole || splices >= SNAPSHOT_AFTER || now.split(MASKED).length !== sent.split(MASKED).length) {
      if (!send({ t: 'ds', r: r + 1, s: now })) return false
      splices = 0
      whole = forced = false
    } else {
      if (!send({ t: 'd', r: r + 1, ...splice(sent, now)! })) return false
      splices++
    }
    sent = now
    return true
  }

  /** The first change goes at once, what follows within the next 200 ms goes together. */
  function kick(): void {
    if (timer === undefined && flush()) timer = setTimeout(() => { timer = undefined; kick() }, EVERY_MS)
  }

  function restart(): void { whole = true; kick() }

  return {
    input(next) {
      let tail = 0
      while (tail < next.length && next.at(-1 - tail) === text.at(-1 - tail)) tail++
      edit = next.length - tail
      text = next
      kick()
    },
    composing(on) { isComposing = on; if (!on) kick() },
    watch(on) { watched = on; restart() },
    allowed: restart,
    dsync() { forced = true; restart() },
    said() {
      text = sent = ''
      whole = true
      dotsAt = 0
    },
  }
}
