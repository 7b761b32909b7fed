import { SvelteMap } from 'svelte/reactivity'
import type { CallFrame, Conversation } from '../../../wire/frames'

/** The conversations that everybody is called to, until somebody has taken them. */
export class Calls {
  readonly open = new SvelteMap<string, CallFrame>()

  /** Who has asked for it need not be told. */
  add(f: CallFrame, me: string): boolean {
    if (f.by === me) return false
    this.open.set(f.conversation, f)
    return true
  }

  /** A conversation as the server tells it: one that does not wait is nobody's to take. */
  told(c: Conversation): void { if (c.state !== 'waiting') this.open.delete(c.id) }

  drop(id: string): void { this.open.delete(id) }

  /** Takes away what has been given as all others are. */
  tick(now: number): void { for (const f of this.open.values()) if (now >= f.until_at) this.open.delete(f.conversation) }
}
