import type { Cart, Conversation, Message, Operator, Order, Page, Passing, PeekMode, Promised, Shop, Visit } from '../../wire/frames'
import type { Answered, Known, Method, Taken } from './routes'

export interface Me { operator: Operator; shop: Shop; available: boolean; open: boolean; next: number }

/** All that the first screen shows. */
export interface Start { me: Me; answers: Answer[]; promises: Promised[]; waits: Wait[]; conversations: Conversation[]; talks: { detail: Detail; messages: Message[] }[] }

export interface Visitor { id: string; language: string; created_at: number; seen_at: number; peek_off: boolean; quiet_until: number }

export interface Detail { conversation: Conversation; visitor: Visitor; cart?: Cart; orders: Order[] | null; visit?: Visit; page?: Page | null }

export interface Answer { id: string; shortcut: string; text: string; language: string; used: number; folder?: string; owner?: string }

/** The rest of a rule is sent back as it came. */
export interface Rule { id: string; name: string; enabled: boolean; priority: number; version?: number; dry_run?: boolean; text: Record<string, string>; [more: string]: unknown }

export interface Schedule { shop: string; zone: string; open: string[] | null; closed: string[] | null; holidays?: string; guard: number; trade_sundays?: boolean }

export interface ScheduleView { schedule: Schedule; open: boolean; next: number }

export interface Installation { id: string; platform: string; created_at: number; last_event_at: number; failures: number; last_error: string; address: string }

export interface Wait { conversation: string; seq: number; since: number; seen_at: number; seen_by: string; ended_at: number; answered_by: string }

export interface Label { conversation: string; kind: string; tags: string[] | null; rating: number; rated_at: number }

/** All that stands beside a conversation; path and conversations are newest first. */
export interface Context {
  visitor: Visitor; visit?: Visit; page?: Page; path: { at: number; url: string; title?: string; name?: string }[]; cart?: Cart; orders: Order[]
  conversations: (Conversation & { label: Label })[]
}

/** A condition of a rule as it stands for a visitor; parts are those inside it. */
export interface ConditionView { path: string; fact: string; truth: 'true' | 'false' | 'unknown'; next: number; value?: unknown; parts?: ConditionView[] }

export interface Explanation { visitor: string; rule: string; truth: 'true' | 'false' | 'unknown'; progress: string; next: number; gate: string; passing?: Passing; at: number; conditions: ConditionView[] }

export interface PromiseCount { open: number; overdue: number; kept: number; late: number }

/** Where a photo of a conversation is; the small one for the thread. */
export const photoOf = (conversation: string, message: string, small: boolean): string => `/v1/panel/conversations/${encodeURIComponent(conversation)}/photos/${encodeURIComponent(message)}${small ? '?size=small' : ''}`

/** What the server refused, or 'offline' when it did not answer. */
export class Failure extends Error {
  readonly code: string
  readonly requestID: string
  constructor(code: string, message: string, requestID = '') {
    super(message)
    this.code = code
    this.requestID = requestID
  }
}

interface Heard { ok: boolean; status: number; json: () => unknown }

/** The page has asked for the first answer before this script was there, and has read it if it was quick (index.html): then nothing is drawn in its place. It is used once. */
function asked(path: string): Promise<Heard> | undefined {
  const early = window as { zagajStart?: Promise<Heard> | undefined }
  const answer = path === 'start' ? early.zagajStart : undefined
  if (answer) early.zagajStart = undefined
  return answer
}

/** Asks the server; path is what follows /v1/panel/, with what is filled in and a query. Fails with a Failure. */
export async function call<M extends Method, const P extends string>(method: M, path: P & Known<M, P>, body?: Taken<M, P>, keepalive = false): Promise<Answered<M, P>> {
  const init: RequestInit = { method, keepalive, credentials: 'same-origin', headers: { Accept: 'application/json' } }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  }
  let res: Heard
  try { res = await (asked(path) ?? fetch(`/v1/panel/${path}`, init)) } catch { throw new Failure('offline', '') }
  if (res.status === 204) return undefined as Answered<M, P>
  let answer: unknown
  try { answer = await res.json() } catch { throw new Failure(res.ok ? 'internal' : 'offline', '') }
  if (!res.ok) {
    const e = answer as { code?: string; message?: string; request_id?: string }
    throw new Failure(e.code ?? 'internal', e.message ?? '', e.request_id)
  }
  return answer as Answered<M, P>
}

const id = encodeURIComponent

export const api = {
  me: () => call('GET', 'me'),
  start: (): Promise<Start> => call('GET', 'start'),
  login: (email: string, password: string) => call('POST', 'login', { email, password }),
  setup: (token: string, name: string, email: string, password: string) => call('POST', 'setup', { token, name, email, password }),
  logout: () => call('POST', 'logout'),
  conversations: (state?: 'closed', before = 0) => call('GET', state ? `conversations?state=${state}${before > 0 ? `&before=${before}` : ''}` : 'conversations'),
  conversation: (c: string) => call('GET', `conversations/${id(c)}`),
  messages: (c: string, after: number) => call('GET', `conversations/${id(c)}/messages?after=${after}`),
  claim: (c: string) => call('POST', `conversations/${id(c)}/claim`),
  close: (c: string) => call('POST', `conversations/${id(c)}/close`, undefined, true),
  transfer: (c: string, to: string) => call('POST', `conversations/${id(c)}/transfer`, { to }),
  takeOver: (c: string) => call('POST', `conversations/${id(c)}/takeover`),
  callAll: (c: string) => call('POST', `conversations/${id(c)}/call`),
  waits: (c: string) => call('GET', `conversations/${id(c)}/waits`),
  notes: (c: string) => call('GET', `conversations/${id(c)}/notes`),
  addNote: (c: string, note: string, text: string) => call('POST', `conversations/${id(c)}/notes`, { id: note, text }),
  label: (c: string) => call('GET', `conversations/${id(c)}/label`),
  saveLabel: (c: string, kind: string, tags: string[]) => call('PUT', `conversations/${id(c)}/label`, { kind, tags }),
  context: (c: string) => call('GET', `conversations/${id(c)}/context`),
  moods: (c: string) => call('GET', `conversations/${id(c)}/moods`),
  orders: (number: string) => call('GET', `orders?number=${id(number)}`),
  suggestions: (c: string) => call('GET', `conversations/${id(c)}/suggestions`),
  filled: (c: string, answer: string) => call('GET', `conversations/${id(c)}/filled?answer=${id(answer)}`),
  explain: (visitor: string, rule: string) => call('GET', `visitors/${id(visitor)}/explain?rule=${id(rule)}`),
  invite: (visitor: string, words: { rule?: string; text?: string }) => call('POST', `visitors/${id(visitor)}/invite`, words),
  search: (q: string, before: number) => call('GET', `search?q=${id(q)}${before > 0 ? `&before=${before}` : ''}`),
  promise: (p: { id: string; conversation: string; text: string; due_at: number }) => call('POST', 'promises', p),
  keepPromise: (p: string, message: string, text: string) => call('POST', `promises/${id(p)}/keep`, { id: message, text }),
  givePromise: (p: string, to: string) => call('POST', `promises/${id(p)}/give`, { to }),
  promises: () => call('GET', 'promises'),
  people: () => call('GET', 'people'),
  answers: () => call('GET', 'answers'),
  saveAnswer: (a: Partial<Answer>) => call('POST', 'answers', a),
  deleteAnswer: (a: string) => call('DELETE', `answers/${id(a)}`),
  answerUsed: (a: string) => call('POST', `answers/${id(a)}/used`),
  /** A rule that was kept without words has an empty text. */
  rules: async () => ({ rules: (await call('GET', 'rules')).rules.map((r): Rule => ({ ...r, text: r.text ?? {} })) }),
  schedule: () => call('GET', 'schedule'),
  saveSchedule: (s: Schedule) => call('PUT', 'schedule', s),
  saveShop: (peek: PeekMode, seats: number, origins?: string[]) => call('PUT', 'shop', { peek, seats, ...(origins && { origins }) }),
  installations: () => call('GET', 'installations'),
  addInstallation: (platform: string, secret: string) => call('POST', 'installations', { platform, ...(secret && { secret }) }),
}
