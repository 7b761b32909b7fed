import type { FromVisitor, ToVisitor, VisitorWelcome } from '../wire/frames'
import type { Store } from './store'

/** What the loader lends to the conversation. */
export interface Link {
  readonly origin: string
  readonly tab: string
  readonly host: HTMLElement
  readonly root: ShadowRoot
  readonly launcher: HTMLButtonElement
  /** Kept for the shop, and kept for this tab only. */
  readonly store: Store
  readonly session: Store
  readonly phone: boolean
  pageType(): string | undefined
  welcome(): VisitorWelcome | undefined
  backlog(): number
  send(f: FromVisitor): boolean
  /** Drops the line and dials again. */
  redial(): void
  /** Whether there is a conversation to come back to; the launcher then stays. */
  busy(on: boolean): void
}

/** What the conversation gives to the loader. */
export interface Chat {
  frame(f: ToVisitor): void
  down(): void
  open(): void
  close(): void
}

export type StartChat = (link: Link) => Chat
