import type { Splice } from '../../wire/frames'

/** A visitor's unsent words as an operator sees them. Characters are code points. */
export interface DraftState {
  r: number
  chars: string[]
  at: number
}

/** How long a draft that no longer changes is shown; the server forgets it then too. */
export const DRAFT_LIFE_MS = 60_000

/** The whole draft as the server has it. */
export function wholeDraft(r: number, text: string, now: number): DraftState {
  return { r, chars: [...text], at: now }
}

/** The draft after one change; undefined when a revision is missing or the change does not fit. */
export function applySplice(d: DraftState, s: Splice, now: number): DraftState | undefined {
  if (s.r !== d.r + 1 || s.p < 0 || s.n < 0 || s.p + s.n > d.chars.length) return undefined
  return { r: s.r, chars: [...d.chars.slice(0, s.p), ...s.s, ...d.chars.slice(s.p + s.n)], at: now }
}
