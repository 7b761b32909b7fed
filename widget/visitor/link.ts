import type { FromVisitor, Message, Page, ToVisitor, VisitorWelcome } from '../wire/frames'
import type { Store } from './store'

/** One call of the shop on Zagaj(…). Every part hears all of them, also those made before it was there, and picks its own. */
export type Call = [name: string, a?: unknown, b?: unknown]

/** What the loader lends to the parts that are fetched later. */
export interface Link {
  readonly origin: string
  readonly tab: string
  readonly host: HTMLElement
  readonly root: ShadowRoot
  readonly launcher: HTMLButtonElement
  /** The attributes of the shop's snippet. */
  readonly set: DOMStringMap
  /** Kept for the shop, and kept for this tab only. */
  readonly store: Store
  readonly session: Store
  readonly device: string
  /** The code of a part by its built name. */
  part(file: string): Promise<unknown>
  /** What the shop has called so far. */
  readonly calls: readonly Call[]
  /** What is told of the page; the measuring part fills it. */
  page: Page
  consent(): boolean
  /** Begins or ends measuring and keeping: the line is dialled anew. */
  allow(on: boolean): void
  welcome(): VisitorWelcome | undefined
  backlog(): number
  send(f: FromVisitor): boolean
  /** Drops the line and dials again. */
  redial(): void
  /** Whether there is a conversation to come back to; the launcher then stays. */
  busy(on: boolean): void
  /** Puts the widget back where a shop has changed the whole body. */
  show(): void
}

/** What the conversation gives to the loader. */
export interface Chat {
  frame(f: ToVisitor): void
  down(): void
  open(): void
  call(...call: Call): void
}

export type StartChat = (link: Link) => Chat

/** What the measuring part gives to the loader. */
export interface Measure {
  /** The line is up again. */
  up(): void
  call(...call: Call): void
  /** The page is being left: what was not told goes out by a beacon. */
  bye(): void
}

/** acts: what the visitor did while the measuring part was on its way. */
export type StartMeasure = (link: Link, acts: readonly Event[]) => Measure

export type FromServer = ToVisitor

/** What few conversations need. */
export interface More {
  /** Adds to the line on sneak peek that deletions are seen, or not, and the switch. */
  struck(line: HTMLElement, words: Record<'on' | 'off', string>, on: boolean, turn: (on: boolean) => void): void
  /** Puts on the dark colours, where the shop's data-theme asks for them now. */
  dark(): void
  frame(f: FromServer): void
  /** Draws into foot what is offered after a conversation: how it was, and the words by e-mail; once for each. */
  ended(foot: HTMLElement, conversation: string): void
  /** Photos may be sent: puts a button into the panel's form, once. */
  camera(panel: HTMLElement): void
  /** Puts what else there is to do into the panel's menu; last is what was said last. */
  menu(menu: HTMLElement, panel: HTMLElement, last: Message | undefined): void
  /** Draws a photo, the wish for one with a button, or under a promise that the answer may come by e-mail, too. */
  special(line: HTMLElement, m: Message): void
}

export type StartMore = (link: Link) => More

/** Offers under a promise's line to tell this browser when it is kept; on: it will. take hands on what the server says. */
export type StartTell = (link: Link, line: HTMLElement, promise: string, on: boolean, take: (heard: (f: FromServer) => void) => void) => Promise<void>

/** Asks for an order's number and a proof in a box of its own, over the panel's form; take hands on what the server says. */
export type StartOrder = (link: Link, panel: HTMLElement, take: (heard: (f: FromServer) => void) => void) => void
