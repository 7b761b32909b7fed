import { SvelteMap } from 'svelte/reactivity'
import type { Conversation, FromOperator, Message, Operator, Shop, ToOperator, Visit } from '../../wire/frames'
import { dial, type Socket } from '../../wire/socket'
import { api, Failure, type Answer, type Detail, type Me, type Rule } from './api'
import { Outbox, type Unsent } from './outbox.svelte'
import { Peek } from './peek'
import { Reads } from './reads'
import { orderConversations, unreadOf } from './thread'
import { Threads } from './threads'

type Welcome = Extract<ToOperator, { t: 'welcome' }>
type Colleague = Extract<ToOperator, { t: 'operators' }>['operators'][number]
export interface Hooks {
  signedOut(): void
  /** Something to hear and see: a message for this person, or somebody new who waits. */
  call(c: Conversation, isNew: boolean): void
}

const DETAIL_MS = 3000

/** Everything the panel knows of the shop's conversations and visitors, kept in step with the server. */
export class Desk {
  me = $state.raw({} as Operator)
  shop = $state.raw({} as Shop)
  available = $state(false)
  isOpen = $state(true)
  next = $state(0)
  link = $state<'connecting' | 'up' | 'down' | 'refused'>('connecting')
  openID = $state('')
  detail = $state.raw<Detail>()
  notice = $state('')
  isLoading = $state(true)
  now = $state(Date.now())
  visits = $state.raw<Visit[]>([])
  answers = $state.raw<Answer[]>([])
  rules = $state.raw<Rule[]>([])
  closed = $state.raw<Conversation[]>()
  readonly conversations = new SvelteMap<string, Conversation>()
  readonly threads = new Threads((conversation, after) => { this.#socket.send({ t: 'resume', conversation, after }) })
  readonly peek = new Peek((conversation, on) => { this.#socket.send({ t: 'watch', conversation, on }) })
  readonly colleagues = new SvelteMap<string, Colleague>()
  readonly written = new SvelteMap<string, string>()
  readonly outbox = new Outbox()
  readonly reads = new Reads()
  readonly #hooks: Hooks
  readonly #socket: Socket<FromOperator>
  readonly #tick: ReturnType<typeof setInterval>
  #epoch = ''
  #wanted = false
  #detailAt = 0
  #detailOf = ''
  #turn: ReturnType<typeof setTimeout> | undefined

  readonly ordered = $derived(orderConversations([...this.conversations.values()].filter((c) => c.state !== 'closed'), this.me.id))
  readonly current = $derived(this.conversations.get(this.openID) ?? this.closed?.find((c) => c.id === this.openID))
  readonly visit = $derived(this.visits.find((v) => v.visitor === this.current?.visitor))
  readonly calling = $derived(this.ordered.filter((c) => c.state === 'waiting' || (c.operator === this.me.id && this.unread(c) > 0)).length)

  constructor(me: Me, hooks: Hooks) {
    this.#hooks = hooks
    this.#take(me)
    this.#wanted = me.available
    this.#tick = setInterval(() => { this.now = Date.now() }, 5000)
    document.addEventListener('visibilitychange', this.#seen)
    const url = new URL('/v1/panel/socket', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#socket = dial<ToOperator, FromOperator>(url.href, { up: () => this.#up(), frame: (f) => this.#frame(f), down: (final, code) => this.#down(final, code) })
    void this.loadLists()
    void this.loadConversations()
  }

  stop(): void {
    clearInterval(this.#tick)
    clearTimeout(this.#turn)
    document.removeEventListener('visibilitychange', this.#seen)
    this.#socket.close()
  }

  // ---- what the screen asks

  unread(c: Conversation): number { return unreadOf(c, this.reads.of(c.id), this.threads.get(c.id)) }
  visitOf(visitor: string): Visit | undefined { return this.visits.find((v) => v.visitor === visitor) }
  conversationOf(visitor: string): Conversation | undefined { return this.ordered.find((c) => c.visitor === visitor) }
  ruleName(id: string): string { return this.rules.find((r) => r.id === id)?.name ?? id }

  // ---- what the person does

  select(id: string): void {
    if (id === this.openID) return
    this.openID = id
    this.detail = undefined
    this.#seen()
    if (id === '') return
    void this.loadDetail()
    void this.#loadThread(id)
  }

  setAvailable(on: boolean): void {
    if (this.#socket.send({ t: 'available', on })) this.available = this.#wanted = on
  }

  say(conversation: string, text: string): void { this.#push(this.outbox.add(conversation, text)) }
  retry(id: string): void {
    const u = this.outbox.mark(id, '')
    if (u) this.#push(u)
  }

  /** Sends a ready answer as it stands and counts its use. */
  answer(conversation: string, a: Answer): void {
    this.say(conversation, a.text)
    api.answerUsed(a.id).catch(() => { /* a statistic only */ })
  }

  tellTyping(conversation: string, on: boolean): void { this.#socket.send({ t: 'typing', conversation, on }) }
  async claim(id: string): Promise<void> { await this.#try(async () => this.#upsert(await api.claim(id))) }
  async close(id: string): Promise<void> { await this.#try(async () => this.#upsert(await api.close(id))) }

  // ---- reading over HTTP

  async loadLists(): Promise<void> {
    await this.#try(async () => {
      const [answers, rules] = await Promise.all([api.answers(), api.rules()])
      this.answers = answers.answers ?? []
      this.rules = rules.rules ?? []
    })
  }

  async loadConversations(): Promise<void> {
    await this.#try(async () => {
      const list = (await api.conversations()).conversations ?? []
      const live = new Set(list.map((c) => c.id))
      for (const c of list) this.conversations.set(c.id, c)
      // What ended while nobody listened is no longer in the list.
      for (const c of this.conversations.values()) if (!live.has(c.id) && c.id !== this.openID) this.conversations.delete(c.id)
      this.reads.prune(live)
    })
    this.isLoading = false
    this.#seen()
  }

  async loadClosed(): Promise<void> {
    await this.#try(async () => { this.closed = (await api.conversations('closed')).conversations ?? [] })
  }

  async loadDetail(): Promise<void> {
    const id = this.openID
    this.#detailAt = Date.now()
    await this.#try(async () => {
      const d = await api.conversation(id)
      if (id !== this.openID) return
      this.detail = d
      this.conversations.set(id, d.conversation)
      this.#syncWatch()
    })
  }

  async #loadThread(id: string): Promise<void> {
    await this.#try(() => this.threads.load(id))
    this.#seen()
  }

  async #loadMe(): Promise<void> { await this.#try(async () => this.#take(await api.me())) }
  #take(me: Me): void {
    this.me = me.operator
    this.shop = me.shop
    this.available = me.available
    this.isOpen = me.open
    this.next = me.next
    clearTimeout(this.#turn)
    const wait = me.next - Date.now()
    // The server does not say when the schedule opens or closes; it said beforehand.
    if (wait > 0 && wait < 2 ** 31 - 5000) this.#turn = setTimeout(() => void this.#loadMe(), wait + 2000)
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try { await work() } catch (e) {
      const code = e instanceof Failure ? e.code : 'internal'
      if (code === 'unauthorized') this.#hooks.signedOut()
      else this.notice = code
    }
  }

  // ---- the socket

  #up(): void { this.#socket.send({ t: 'hello', after: this.threads.cursors() }) }

  #down(final: boolean, code: number): void {
    this.peek.forget()
    this.link = final ? 'refused' : 'down'
    if (code === 4001) this.#hooks.signedOut()
    else if (!final) void api.me().catch((e: unknown) => { if (e instanceof Failure && e.code === 'unauthorized') this.#hooks.signedOut() })
  }

  #push(u: Unsent): void { this.#socket.send({ t: 'say', id: u.id, conversation: u.conversation, text: u.text }) }

  #frame(f: ToOperator): void {
    switch (f.t) {
      case 'welcome': return this.#welcome(f)
      case 'visitors': return this.#visitors(f.visitors ?? [])
      case 'conversation': return this.#upsert(f.conversation)
      case 'message': return this.#message(f.message, f.prev)
      case 'tail': return this.#tail(f.conversation, f.messages ?? [], f.more)
      case 'reset': return this.threads.reset(f.conversation)
      case 'ack': return this.#ack(f.id, f.conversation, f.seq, f.at)
      case 'error':
        if (f.id) this.outbox.mark(f.id, f.code)
        else this.notice = f.code
        return
      case 'typing': return this.peek.type(f.conversation, f.on)
      case 'draft': return this.peek.splice(f.conversation, f)
      case 'draftsync':
        if (f.mode && f.mode !== this.shop.peek) this.shop = { ...this.shop, peek: f.mode }
        return this.peek.sync(f.conversation, f.r, f.s)
      case 'operators':
        for (const o of f.operators) {
          this.colleagues.set(o.id, o)
          if (o.id === this.me.id) this.available = this.#wanted = o.on
        }
    }
  }

  #welcome(f: Welcome): void {
    const isBack = this.#epoch !== ''
    if (isBack && this.#epoch !== f.epoch) this.threads.clear()
    this.#epoch = f.epoch
    this.me = f.operator
    this.shop = f.shop
    this.isOpen = f.open
    this.available = f.available
    this.link = 'up'
    // A line that was away too long ended the availability; the person did not.
    if (this.#wanted && !f.available) this.setAvailable(true)
    void this.loadConversations()
    if (this.openID !== '') { void this.#loadThread(this.openID); void this.loadDetail() }
    if (isBack) void this.#loadMe()
    for (const u of this.outbox.list) if (u.failed === '') this.#push(u)
    this.#syncWatch()
  }

  #visitors(list: Visit[]): void {
    this.visits = list
    const v = this.visit
    if (!v) return
    const mark = `${this.openID} ${v.cart?.id} ${v.cart?.changed_at} ${v.page?.type === 'thanks'}`
    // Orders stand only in the detail: it is read again when the cart or the end of a purchase may have changed them.
    if (mark === this.#detailOf || Date.now() - this.#detailAt < DETAIL_MS) return
    this.#detailOf = mark
    void this.loadDetail()
  }

  #upsert(c: Conversation): void {
    const before = this.conversations.get(c.id)
    if (before && before.updated_at > c.updated_at && before.seq > c.seq) return
    this.conversations.set(c.id, c)
    if (c.state === 'closed') {
      this.peek.wipe(c.id)
      if (c.id !== this.openID) this.conversations.delete(c.id)
      if (this.closed && !this.closed.some((x) => x.id === c.id)) this.closed = [c, ...this.closed]
    } else if (!before && (c.state === 'waiting' || c.operator === this.me.id)) this.#hooks.call(c, true)
    this.#syncWatch()
  }

  #message(m: Message, prev: number): void {
    const c = this.conversations.get(m.conversation)
    this.threads.add(m, prev)
    if (m.role === 'visitor') this.peek.wipe(m.conversation)
    this.outbox.take(m.id)
    if (!c) void this.#try(async () => { this.#upsert((await api.conversation(m.conversation)).conversation) })
    if (!c || m.seq <= c.seq) return
    const waiting = m.role === 'visitor' ? true : m.role === 'operator' ? false : c.waiting
    const next = { ...c, seq: m.seq, waiting, preview: [...m.text].slice(0, 120).join(''), updated_at: m.sent_at }
    this.conversations.set(c.id, next)
    this.#seen()
    if (m.role === 'visitor' && this.unread(next) > 0 && (c.operator === this.me.id || c.state === 'waiting')) this.#hooks.call(next, false)
  }

  #tail(id: string, list: Message[], more: boolean): void {
    for (const m of list) this.outbox.take(m.id)
    this.threads.tail(id, list, more)
    this.#seen()
  }

  #ack(id: string, conversation: string, seq: number, at: number): void {
    const u = this.outbox.take(id)
    if (!u) return
    this.#message({ id, conversation, seq, role: 'operator', author: this.me.id, name: this.me.name, text: u.text, sent_at: at }, seq - 1)
  }

  #syncWatch(): void {
    const c = this.conversations.get(this.openID)
    this.peek.watch(c && c.state !== 'closed' && document.visibilityState === 'visible' && this.link === 'up' ? c.id : '')
  }

  #seen = (): void => {
    const c = this.conversations.get(this.openID)
    if (c && document.visibilityState === 'visible') this.reads.mark(c.id, c.seq)
    this.#syncWatch()
  }
}
