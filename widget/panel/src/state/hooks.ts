import type { AlarmFrame, CallFrame, Conversation, Promised } from '../../../wire/frames'

/** What the desk asks of the page around it. */
export interface Hooks {
  signedOut(): void
  /** Something to hear and see: a message for this person, or somebody new who waits. */
  call(c: Conversation, isNew: boolean): void
  /** Rings or shows an alarm; true when a person could hear or see it. */
  alarm(f: AlarmFrame, c: Conversation | undefined): boolean
  /** Everybody is called to a conversation. */
  called(f: CallFrame): void
  promise(p: Promised, event: string): void
  /** The machine slept, and conversations are no longer taken. */
  slept(): void
}
