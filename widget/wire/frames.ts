// The socket protocol's frames, typed once for both front ends; docs/protocol.md is the table.
// Times are milliseconds since 1970 UTC, money is in minor units.

export interface Money { minor: number; currency: string }

export interface Page {
  url: string; title?: string; type?: string; product?: string; name?: string; category?: string; brand?: string; size_family?: string
  price?: Money; image?: string; step?: number; campaign?: string; variants?: string[]; referrer?: string
  /** What a product's page says of it: structured data, or the shop's own marks. returns is in days. */
  sku?: string; stock?: 'in' | 'out' | 'preorder'; delivery?: string; returns?: number; specs?: { name: string; value: string }[]
}

export interface Line {
  product: string; sku?: string; name: string; variant?: string; category?: string; quantity: number; price: Money; image?: string
}

export interface Cart { id: string; version: number; lines: Line[] | null; total: Money; coupons?: string[]; customer?: string; merged_into?: string; hint?: boolean; lost?: boolean; changed_at: number }

export interface Order { id: string; number: string; status: string; lines: Line[] | null; total: Money; placed_at: number }

export interface Face { operator: string; name: string; initials: string; photo?: string }

export type ConversationState = 'waiting' | 'open' | 'closed'

export interface Conversation {
  id: string; shop?: string; visitor: string; operator: string; offer: string; state: ConversationState; seq: number; preview: string
  waiting: boolean; created_at: number; updated_at: number; closed_at: number
}

export interface Message {
  id: string; conversation: string; seq: number; role: 'visitor' | 'operator' | 'system'; author: string; name: string
  text: string; sent_at: number
  /** Beside words: a photo of the visitor's (its id is the message's; width and height in pixels), or an operator asking for one. */
  kind?: 'photo' | 'photo_ask'; width?: number; height?: number
}

/** A suggested question; with an answer the shop has said what there is to say, without one a person answers. */
export interface AskedQuestion { id: string; text: string; answer?: string }

export type OrderStatus = 'placed' | 'paid' | 'shipped' | 'done' | 'cancelled' | 'refunded'

/** What the words of one sent message sound like, and which words they are. */
export interface Mood { seq: number; tone: 'upset' | 'pleased'; words: string[] }

export type PeekMode = 'dots' | 'draft' | 'deletions'

/** A draft's change: n characters removed at p, s put there; r counts 1, 2, 3 …. Characters are code points. */
export interface Splice { r: number; p: number; n: number; s: string }

/** A line among operators. */
export interface Note { id: string; conversation: string; operator: string; name: string; text: string; at: number }

/** An operator's promise of an answer by a time; kept_at is 0 while it is open. */
export interface Promised {
  id: string; conversation: string; visitor: string; operator: string; text: string; created_at: number; due_at: number
  reminded_at: number; overdue_at: number; kept_at: number
  /** How it came to its owner, the latest last; an empty `to` is an owner who left. */
  moves?: { from: string; to: string; by: string; at: number }[]
}

/** What a visitor did to a draft, as facts: characters and times. level is 0 to 3. */
export interface Hesitation { typed: number; removed: number; rewrote: number; paused: number; abandoned: number; level: number }

export type TabState = 'shown' | 'hidden' | 'active' | 'idle' | 'closed' | 'input' | 'noinput'

// ---- the visitor's socket

export type FromVisitor =
  | { t: 'hello'; shop: string; token?: string; tab: string; page: Page; device: string; lang: string; nav: string; consent: boolean
      zone?: string; cart?: string; visible: boolean; gpc?: boolean; deletions?: boolean; over?: string }
  | { t: 'page'; page: Page; nav: string; zone?: string | undefined }
  | { t: 'tab'; s: TabState; age: number }
  | { t: 'pulse'; n: string; v?: number; cat?: string; p?: string; age?: number }
  | { t: 'cart'; token: string }
  | { t: 'shown' | 'accept'; offer: string }
  | { t: 'dismiss'; offer?: string; never?: boolean }
  | { t: 'open' } | { t: 'bye' } | { t: 'call' }
  | { t: 'say'; id: string; text: string; question?: string | undefined }
  | { t: 'questions' }
  | { t: 'tap'; question: string }
  | { t: 'order'; id: string; number: string; postcode?: string; phone?: string }
  | { t: 'resume'; conversation: string; after: number; epoch?: string }
  | ({ t: 'd' } & Splice)
  | { t: 'ds'; r: number; s: string }
  | { t: 'identify'; customer: string; until: number; proof: string }
  | { t: 'rate'; conversation: string; rating: number }
  | { t: 'reach'; promise: string; email?: string }
  | { t: 'push'; promise: string; on?: boolean; endpoint?: string; p256dh?: string; auth?: string }
  | { t: 'transcript'; conversation: string; email: string }
  | { t: 'code'; conversation: string; code: string }
  | { t: 'peek'; on: boolean; deletions?: boolean }

/** Nobody can answer now, and the merchant takes messages: opens_at is missing when nobody can tell. */
export interface Closed { mode: 'message'; opens_at?: number }

export interface VisitorWelcome {
  t: 'welcome'; visitor: string; token?: string; epoch: string; name: string; lang: string; available: boolean; peek: PeekMode
  peek_on: boolean; conversation?: Conversation; face?: Face; quiet: boolean
  closed?: Closed
  /** The server can send e-mail: the visitor may leave an address. */
  letters: boolean
  promises?: Owed[]
  /** Photos may be sent now; later an operator's message of kind photo_ask allows them in its conversation. */
  photos: boolean
  /** How the shop's panel says the widget looks, by the names of the snippet's attributes; texts: its own words, by language. */
  look?: Look
  texts?: Record<string, Record<string, string>>
}

export interface Look { accent?: string; theme?: string; corner?: string; x?: number; y?: number }

/** A promise made to this visitor and not kept yet; reach: an address is kept for it; push: a browser is. Its line has the message id `promise:` + promise. */
export interface Owed { promise: string; due_at: number; reach: boolean; push: boolean }

export interface OfferFrame { t: 'offer'; offer: string; tab: string; face: Face; text: string; questions: AskedQuestion[]; expires_ms: number }
export interface MessageFrame { t: 'message'; message: Message; prev: number }
export interface TailFrame { t: 'tail'; conversation: string; messages: Message[]; more: boolean }
export interface AckFrame { t: 'ack'; id: string; conversation: string; seq: number; at: number }
export interface ErrorFrame { t: 'error'; code: string; message: string; id?: string }
export interface BackFrame { t: 'back'; in_ms: number }

export type ToVisitor =
  | VisitorWelcome | OfferFrame | MessageFrame | TailFrame | AckFrame | ErrorFrame | BackFrame
  | { t: 'available'; on: boolean; closed?: Closed }
  | { t: 'withdraw'; offer: string; reason: string }
  | { t: 'reach'; promise: string; on: boolean }
  | { t: 'push'; promise: string; on: boolean; key?: string }
  | { t: 'transcript'; conversation: string; state: 'code' | 'sent' }
  | { t: 'conversation'; conversation: Conversation; face?: Face }
  | { t: 'queue'; conversation: string; place: number; wait_s?: number }
  | { t: 'questions'; questions: AskedQuestion[] }
  | { t: 'order'; id: string; found: boolean; number?: string; status?: OrderStatus; placed_at?: number }
  | { t: 'reset'; conversation: string }
  | { t: 'read'; conversation: string; seq: number }
  | { t: 'typing'; on: boolean } | { t: 'watch'; on: boolean } | { t: 'dsync' }

// ---- the operator's socket

export interface Operator {
  id: string; shop: string; email: string; name: string; photo: string; role: 'owner' | 'admin' | 'operator' | 'viewer'; seats: number; language: string
  created_at: number; disabled_at: number
}

export interface Shop { id: string; key: string; name: string; language: string; zone: string; currency: string; peek: PeekMode; seats: number; origins: string[] | null }

export interface RuleView { rule: string; truth: 'true' | 'false' | 'unknown'; progress: string; next: number; gate: string; fault?: string; passing?: Passing }

/** A time that a rule waits for, in seconds; until is when it is over if the visitor goes on as now, 0 while it stands still. */
export interface Passing { has: number; needs: number; until: number }

export interface Visit {
  visitor: string; page: Page | null; since: number; seen_at: number; tabs: number; device: string; language: string; views: number; cart: Cart | null
  rules: RuleView[]; connected: boolean; offer: boolean; chat: boolean
}

/** The rungs of the alarm ladder: the panel rings, the desktop notifies, somebody else is asked. */
export type AlarmStep = 'sound' | 'notify' | 'next'

export interface AlarmFrame {
  t: 'alarm'; conversation: string; seq: number; round: number; step: AlarmStep; operator: string; since: number; at: number
}

/** All operators are called: whoever claims the conversation first has it. by is empty when the visitor asked. */
export interface CallFrame { t: 'call'; conversation: string; by: string; at: number; until_at: number }

/** What became of a promise. `to`, of a reminder and an alarm: who is asked; missing when nobody is available, and so everybody. */
export interface PromiseFrame { t: 'promise'; promise: Promised; event: 'made' | 'given' | 'reminder' | 'overdue' | 'kept'; to?: string }

export type FromOperator =
  | { t: 'hello'; after: Record<string, number>; epoch?: string; alarms?: boolean }
  | { t: 'photo_ask'; id: string; conversation: string }
  | { t: 'seen'; conversation: string }
  | { t: 'heard'; conversation: string; seq: number; round: number; step: AlarmStep }
  | { t: 'available'; on: boolean }
  | { t: 'watch' | 'typing'; conversation: string; on: boolean }
  | { t: 'say'; id: string; conversation: string; text: string }
  | { t: 'resume'; conversation: string; after: number; epoch?: string }

export type ToOperator =
  | { t: 'welcome'; operator: Operator; shop: Shop; available: boolean; epoch: string; open: boolean }
  | { t: 'visitors'; visitors: Visit[] }
  | { t: 'hours'; open: boolean; next: number }
  | { t: 'conversation'; conversation: Conversation }
  | MessageFrame | TailFrame | AckFrame | ErrorFrame | BackFrame | AlarmFrame | CallFrame
  | { t: 'reset'; conversation: string }
  | { t: 'typing'; conversation: string; on: boolean }
  | ({ t: 'draft'; conversation: string } & Splice)
  | { t: 'draftsync'; conversation: string; r: number; s: string; mode?: PeekMode }
  | { t: 'note'; note: Note }
  | PromiseFrame
  | { t: 'rated'; conversation: string; rating: number }
  | { t: 'struck'; conversation: string; p: number; s: string; ms: number; grown?: boolean }
  | { t: 'hesitation'; conversation: string; facts: Hesitation }
  | { t: 'operators'; operators: { id: string; name: string; on: boolean; seats: number; used: number }[] }
  | ({ t: 'mood'; conversation: string } & Mood)
  | { t: 'offer'; offer: string; visitor: string; rule: string; state: string; operator: string }

/** Close codes after which a socket must not come back: refused for good. */
export const FINAL_CLOSES: readonly number[] = [1007, 1009, 4001, 4003]

/** Longest message, in code points. */
export const MAX_MESSAGE = 4000
