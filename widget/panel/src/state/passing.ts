import type { ToOperator } from '../../../wire/frames'
import type { Peek } from '../peek'
import type { Beside } from './beside'

/** Takes in what is in memory only: typing, drafts and what was done to them, notes, moods and ratings as they happen. What comes late, of a conversation that is
 *  over and forgotten, is let go. */
export function pass(f: ToOperator, peek: Peek, beside: Beside, { me, conversations }: { me: { id: string }; conversations: ReadonlyMap<string, unknown> }): void {
  const id = f.t === 'note' ? f.note.conversation : 'conversation' in f && typeof f.conversation === 'string' ? f.conversation : ''
  if (!conversations.has(id)) return
  switch (f.t) {
    case 'typing': return peek.type(f.conversation, f.on)
    case 'draft': return peek.splice(f.conversation, f)
    case 'draftsync': return peek.sync(f.conversation, f.r, f.s, f.mode)
    case 'struck': return peek.strike(f.conversation, f.s, f.ms, f.grown)
    case 'hesitation': return peek.hesitate(f.conversation, f.facts)
    case 'note': return beside.noted(f.note, me.id)
    case 'rated': beside.ratings.set(f.conversation, f.rating); return
    case 'mood': return beside.felt(f.conversation, f)
  }
}
