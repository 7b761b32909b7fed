import type { Cart, Conversation, Message, Operator, Order, Page, PeekMode, Promised, Shop, Visit } from '../../wire/frames'

export interface Me { operator: Operator; shop: Shop; available: boolean; open: boolean; next: number }

export interface Visitor { id: string; language: string; created_at: number; seen_at: number; peek_off: boolean; quiet_until: number }

export interface Detail { conversation: Conversation; visitor: Visitor; cart?: Cart; orders: Order[] | null; visit?: Visit; page?: Page | null }

export interface Answer { id: string; shortcut: string; text: string; language: string; used: number }

/** The rest of a rule is sent back as it came. */
export interface Rule { id: string; name: string; enabled: boolean; priority: number; version?: number; dry_run?: boolean; text: Record<string, string>; [more: string]: unknown }

export interface Schedule { shop: string; zone: string; open: string[] | null; closed: string[] | null; holidays?: string; guard: number; trade_sundays?: boolean }

export interface ScheduleView { schedule: Schedule; open: boolean; next: number }

export interface Installation { id: string; platform: string; created_at: number; last_event_at: number; failures: number; last_error: string }

/** How fast people saw and answered in the last seven days; -1 when nothing is known. */

export interface PromiseCount { open: number; overdue: number; kept: number; late: number }

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

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { Accept: 'application/json' } }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  }
  let res: Response
  try { res = await fetch(`/v1/panel/${path}`, init) } catch { throw new Failure('offline', '') }
  if (res.status === 204) return undefined as T
  let answer: unknown
  try { answer = await res.json() } catch { throw new Failure(res.ok ? 'internal' : 'offline', '') }
  if (!res.ok) {
    const e = answer as { code?: string; message?: string; request_id?: string }
    throw new Failure(e.code ?? 'internal', e.message ?? '', e.request_id)
  }
  return answer as T
}

const id = encodeURIComponent

export const api = {
  me: () => call<Me>('GET', 'me'),
  login: (email: string, password: string) => call<Me>('POST', 'login', { email, password }),
  setup: (token: string, name: string, email: string, password: string) => call<Me>('POST', 'setup', { token, name, email, password }),
  logout: () => call<void>('POST', 'logout'),
  conversations: (state?: 'closed') => call<{ conversations: Conversation[] }>('GET', `conversations${state ? `?state=${state}` : ''}`),
  conversation: (c: string) => call<Detail>('GET', `conversations/${id(c)}`),
  messages: (c: string, after: number) => call<{ messages: Message[] }>('GET', `conversations/${id(c)}/messages?after=${after}`),
  claim: (c: string) => call<Conversation>('POST', `conversations/${id(c)}/claim`),
  close: (c: string) => call<Conversation>('POST', `conversations/${id(c)}/close`),
  search: (q: string, before: number) => call<{ messages: Message[] }>('GET', `search?q=${id(q)}${before > 0 ? `&before=${before}` : ''}`),
  promises: () => call<{ promises: Promised[]; count: PromiseCount }>('GET', 'promises'),
  answers: () => call<{ answers: Answer[] }>('GET', 'answers'),
  saveAnswer: (a: Partial<Answer>) => call<Answer>('POST', 'answers', a),
  deleteAnswer: (a: string) => call<void>('DELETE', `answers/${id(a)}`),
  answerUsed: (a: string) => call<void>('POST', `answers/${id(a)}/used`),
  rules: () => call<{ rules: Rule[] }>('GET', 'rules'),
  saveRule: (r: Rule) => call<Rule>('PUT', 'rules', r),
  schedule: () => call<ScheduleView>('GET', 'schedule'),
  saveSchedule: (s: Schedule) => call<ScheduleView>('PUT', 'schedule', s),
  saveShop: (peek: PeekMode, seats: number, origins?: string[]) => call<Shop>('PUT', 'shop', { peek, seats, ...(origins && { origins }) }),
  installations: () => call<{ installations: Installation[]; platforms: string[] }>('GET', 'installations'),
  addInstallation: (platform: string, secret: string) => call<{ installation: Installation; secret: string; url: string }>('POST', 'installations', { platform, ...(secret && { secret }) }),
}
