import type { Splice } from '../../wire/frames'

/** A visitor's unsent words as an operator sees them. Characters are code points. */
export interface DraftState {
  r: number
  chars: string[]
  /** What was taken out last, for shops that show deletions. */
  removed: string
  removedAt: number
  at: number
}

/** How long a draft that no longer changes is shown; the server forgets it then too. */
export const DRAFT_LIFE_MS = 60_000

/** The whole draft as the server has it. */
export function wholeDraft(r: number, text: string, now: number, before?: DraftState): DraftState {
  return { r, chars: [...text], removed: text === '' ? '' : (before?.removed ?? ''), removedAt: -1, at: now }
}

/** The draft after one change; undefined when a revision is missing or the change does not fit. */
export function applySplice(d: DraftState, s: Splice, now: number): DraftState | undefined {
  if (s.r !== d.r + 1 || s.p < 0 || s.n < 0 || s.p + s.n > d.chars.length) return undefined
  const gone = d.chars.slice(s.p, s.p + s.n).join('')
  const chars = [...d.chars.slice(0, s.p), ...s.s, ...d.chars.slice(s.p + s.n)]
  let { removed, removedAt } = d
  if (gone !== '') {
    // Backspaces in a row take out one word letter by letter: they are read together.
    removed = removedAt === s.p + s.n && s.s === '' ? gone + removed : gone
    removedAt = s.p
  } else {
    removedAt = -1
  }
  return { r: s.r, chars, removed: chars.length === 0 ? '' : removed, removedAt, at: now }
}
