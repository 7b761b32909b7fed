import type { ToOperator } from '../../../wire/frames'
import type { Peek } from '../peek'
import type { Beside } from './beside'

/** Takes in what is in memory only: typing, drafts and what was done to them, notes and moods as they happen. */
export function pass(f: ToOperator, peek: Peek, beside: Beside, me: string): void {
  switch (f.t) {
    case 'typing': return peek.type(f.conversation, f.on)
    case 'draft': return peek.splice(f.conversation, f)
    case 'draftsync': return peek.sync(f.conversation, f.r, f.s, f.mode)
    case 'struck': return peek.strike(f.conversation, f.s, f.ms, f.grown)
    case 'hesitation': return peek.hesitate(f.conversation, f.facts)
    case 'note': return beside.noted(f.note, me)
    case 'mood': return beside.felt(f.conversation, f)
  }
}
