import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { AlarmFrame, Conversation, Message, Operator, Promised, PromiseFrame, Shop, ToOperator, Visit } from '../../wire/frames'
import { newID } from '../../wire/text'
import { api, Failure, type Answer, type Detail, type Me, type Rule, type Start } from './api'
import { Clock } from './clock.svelte'
import { whenIdle } from './idle'
import { Outbox, type Unsent } from './outbox.svelte'
import { Peek } from './peek'
import { Reads } from './reads'
import { Beside } from './state/beside'
import { Calls } from './state/calls.svelte'
import { Closing } from './state/closing'
import { Columns } from './state/columns.svelte'
import { Fresh } from './state/fresh'
import { Hold, HOLD_MS } from './state/hold'
import { concerns, owedAfter } from './state/due'
import type { Hooks } from './state/hooks'
import { Line } from './state/line'
import { pass } from './state/passing'
import { reading } from './state/reading'
import { Turn } from './state/turn'
import { Waits } from './state/waits'
import { Written } from './state/written'
import { orderConversations, unreadOf } from './thread'
import { Threads } from './threads'

type Welcome = Extract<ToOperator, { t: 'welcome' }>
export type Colleague = Extract<ToOperator, { t: 'operators' }>['operators'][number]

/** Everything the panel knows of the shop's conversations and visitors, kept in step with the server. */
export class Desk {
  me = $state.raw({} as Operator)
  shop = $state.raw({} as Shop)
  available = $state(false)
  isOpen = $state(true)
  next = $state(0)
  link = $state<'connecting' | 'up' | 'down' | 'refused'>('connecting')
  openID = $state('')
  notice = $state('')
  /** Whether the conversations were read, and ready answers and rules: until then nobody is told that there are none. */
  list = $state<'loading' | 'ready' | 'missing'>('loading')
  isListed = $state(false)
  now = $state(Date.now())
  isVisible = $state(document.visibilityState === 'visible')
  /** On a phone one conversation is on the screen, however many are open; away from the desk none is. */
  isNarrow = $state(false)
  isAtDesk = $state(false)
  visits = $state.raw<Visit[]>([])
  answers = $state.raw<Answer[]>([])
  rules = $state.raw<Rule[]>([])
  promises = $state.raw<Promised[]>([])
  readonly conversations = new SvelteMap<string, Conversation>()
  readonly details = new SvelteMap<string, Detail>()
  /** Conversations that were asked for and cannot be had, and why. */
  readonly lost = new SvelteMap<string, string>()
  readonly lostThreads = new SvelteSet<string>()
  readonly beside = new Beside((work) => this.#read(work))
  readonly threads = new Threads((conversation, after) => { this.#line.send({ t: 'resume', conversation, after }) })
  readonly peek = new Peek((conversation, on) => { this.#line.send({ t: 'watch', conversation, on }) })
  readonly hold = new Hold((id) => this.peek.isWriting(id, HOLD_MS), (id, text) => this.#push(this.outbox.add(id, text)))
  readonly waits = new Waits(async (id) => (await api.waits(id)).waits.find((w) => w.ended_at === 0)?.since ?? 0)
  readonly closing = new Closing((id) => this.attempt(async () => this.#upsert(await api.close(id))), (id) => this.outbox.of(id), () => this.arrange())
  readonly columns = new Columns()
  readonly calls = new Calls()
  readonly written = new Written('zagaj.written')
  readonly noting = new Written('zagaj.noting')
  readonly colleagues = new SvelteMap<string, Colleague>()
  readonly outbox = new Outbox()
  readonly reads = new Reads()
  readonly clock: Clock
  readonly #hooks: Hooks
  readonly #line: Line
  #epoch = ''
  /** The messages known when the line came up: what follows them comes by itself. */
  #cursors: Record<string, number> = {}
  #wanted = false
  /** The switch was turned before the line was there: it is told when it is. */
  #isAsked = false
  readonly #fresh = new Fresh()
  #seenSeq = new Map<string, number>()
  readonly #turn = new Turn()

  readonly #byVisitor = $derived(new Map(this.visits.map((v) => [v.visitor, v])))
  readonly ordered = $derived(orderConversations([...this.conversations.values()].filter((c) => c.state !== 'closed' && !this.closing.ids.has(c.id)), this.me.id))
  readonly queue = $derived(this.ordered.filter((c) => c.state === 'waiting'))
  readonly mine = $derived(this.ordered.filter((c) => c.state === 'open' && c.operator === this.me.id).sort((a, b) => a.created_at - b.created_at))
  readonly team = $derived(this.ordered.filter((c) => c.state === 'open' && c.operator !== this.me.id))
  readonly current = $derived(this.conversations.get(this.openID))
  readonly calling = $derived(this.queue.length + this.mine.filter((c) => this.unread(c) > 0).length)
  readonly seat = $derived(this.colleagues.get(this.me.id))
  readonly canTalk = $derived(this.me.role !== 'viewer')
  readonly canManage = $derived(this.me.role === 'owner' || this.me.role === 'admin')
  readonly #drawn = $derived(!this.isNarrow ? this.columns.shown : this.openID === '' ? [] : [this.openID])
  /** The conversations a person can see now. */
  readonly onScreen = $derived(this.isVisible && this.isAtDesk ? this.#drawn : [])

  /** start is what was read with me, if it was; else it is asked for. */
  constructor(me: Me, hooks: Hooks, start?: Start) {
    this.#hooks = hooks
    this.#take(me)
    this.#wanted = me.available
    this.clock = new Clock((now) => this.#tick(now), () => this.#slept())
    document.addEventListener('visibilitychange', this.#turned)
    addEventListener('pagehide', this.#leaving)
    const url = new URL('/v1/panel/socket', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#line = new Line(url.href, { up: () => this.#up(), frame: (f) => this.#frame(f), down: (final, code) => this.#down(final, code) })
    if (start) this.#begin(start)
    else { void this.#read(() => this.readLists()); void this.loadConversations(); void this.loadPromises() }
  }

  /** Before the person goes: what was said goes out, and what was ended is ended. */
  async finish(): Promise<void> { this.hold.releaseAll(); await this.closing.finishAll() }

  stop(): void {
    this.clock.stop()
    void this.closing.finishAll()
    this.#turn.stop()
    document.removeEventListener('visibilitychange', this.#turned)
    removeEventListener('pagehide', this.#leaving)
    this.#line.close()
  }

  // ---- what the screen asks
  unread(c: Conversation): number { return unreadOf(c, this.reads.of(c.id), this.threads.get(c.id)) }
  visitOf(visitor: string): Visit | undefined { return this.#byVisitor.get(visitor) }
  conversationOf(visitor: string): Conversation | undefined { return this.ordered.find((c) => c.visitor === visitor) }
  ruleName(id: string): string { return this.rules.find((r) => r.id === id)?.name ?? id }
  isMine(c: Conversation): boolean { return c.state === 'open' && c.operator === this.me.id }

  // ---- what the person does
  /** Puts a conversation under the person's hands; '' none. */
  select(id: string): void {
    this.openID = id
    if (id !== '') {
      if (!this.isNarrow) this.columns.open(id)
      this.attend(id)
    }
    this.look()
  }

  /** Reads what is shown of a conversation, unless it is known. */
  attend(id: string): void {
    if (!this.details.has(id)) void this.loadDetail(id)
    if (!this.threads.get(id)) void this.loadThread(id)
  }

  /** Takes a conversation off the screen. */
  leave(id: string): void {
    this.columns.drop(id)
    if (this.openID === id) this.openID = ''
    if (this.conversations.get(id)?.state === 'closed') this.#forget(id)
    this.look()
  }

  setAvailable(on: boolean): void {
    this.#wanted = on
    this.#isAsked = !this.#line.send({ t: 'available', on })
    if (!this.#isAsked) this.available = on
  }
  /** Says something, once the visitor has finished writing. */
  say(conversation: string, text: string): void { this.hold.say(conversation, text) }
  retry(id: string): void { const u = this.outbox.mark(id, ''); if (u) this.#push(u) }

  /** Sends a ready answer and counts its use. */
  answer(conversation: string, a: Answer, text = a.text): void {
    this.say(conversation, text)
    api.answerUsed(a.id).catch(() => { /* a statistic only */ })
  }

  /** Nobody is told that somebody types while they are writing themselves. */
  tellTyping(conversation: string, on: boolean): void {
    this.#line.send({ t: 'typing', conversation, on: on && !this.peek.isWriting(conversation, HOLD_MS) })
  }

  /** Asks the visitor for a photo, which then may be sent in this conversation. */
  askPhoto(conversation: string): boolean { return this.#line.send({ t: 'photo_ask', id: newID(), conversation }) }

  async claim(id: string): Promise<boolean> { return this.attempt(async () => this.#upsert(await api.claim(id))) }
  /** Who has opened it again before the answer keeps it. */
  async transfer(id: string, to: string): Promise<boolean> { return this.attempt(async () => { this.#upsert(await api.transfer(id, to)); if (this.openID !== id) this.leave(id) }) }
  async callAll(id: string): Promise<boolean> { return this.attempt(async () => this.#upsert(await api.callAll(id))) }
  async takeOver(id: string): Promise<boolean> { return this.attempt(async () => this.#upsert(await api.takeOver(id))) }

  /** Ends a conversation after the moment in which it can be undone. Another of one's own takes its place. */
  close(id: string): void {
    this.hold.release(id)
    this.closing.begin(id)
    this.leave(id)
    this.arrange()
  }

  /** Runs work; what the server refuses is shown above the screen. True when it went well. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    const code = await this.#read(work)
    if (code !== '' && code !== 'unauthorized') this.notice = code
    return code === ''
  }
  #read = (work: () => Promise<void>): Promise<string> => reading(work, this.#hooks.signedOut)

  /** What is on the screen is watched, read, and has been seen by a person. */
  look(): void {
    this.peek.watch(this.link === 'up' && this.canTalk ? this.onScreen.filter((id) => this.conversations.get(id)?.state === 'open' || this.conversations.get(id)?.state === 'waiting') : [])
    for (const id of this.onScreen) {
      const c = this.conversations.get(id)
      if (!c) continue
      this.reads.mark(id, c.seq)
      if (c.waiting && this.canTalk && this.#seenSeq.get(id) !== c.seq && this.#line.send({ t: 'seen', conversation: id })) this.#seenSeq.set(id, c.seq)
    }
  }

  // ---- reading over HTTP
  /** Reads ready answers and rules. Fails with a Failure. */
  async readLists(): Promise<void> {
    const [answers] = await Promise.all([api.answers(), this.#readRules()])
    this.answers = answers.answers ?? []
    this.isListed = true
  }
  async #readRules(): Promise<void> { this.rules = (await api.rules()).rules ?? [] }

  async loadPromises(): Promise<void> { await this.attempt(async () => { this.promises = (await api.promises()).promises }) }

  async loadConversations(): Promise<void> {
    const code = await this.#read(async () => this.#fill((await api.conversations()).conversations ?? []))
    if (code === '') this.list = 'ready'
    else if (this.list === 'loading') this.list = 'missing'
    else if (this.list === 'ready') this.notice = code // what is shown is not the newest
    this.arrange()
  }

  #fill(list: readonly Conversation[]): void {
    const live = new Set(list.map((c) => c.id))
    for (const c of list) this.#upsert(c, true)
    // What ended while nobody listened is no longer in the list.
    for (const c of [...this.conversations.values()]) if (!live.has(c.id) && !this.columns.list.includes(c.id) && c.id !== this.openID) this.#forget(c.id)
    for (const id of this.columns.list) if (!live.has(id) && id !== this.openID) this.columns.drop(id)
    this.reads.prune(live)
  }

  /** Puts the first screen together before it is drawn for the first time. */
  #begin(s: Start): void {
    this.answers = s.answers
    this.promises = s.promises
    for (const w of s.waits) this.waits.began(w.conversation, w.since)
    for (const { detail, messages } of s.talks) {
      const id = detail.conversation.id
      this.details.set(id, detail)
      this.#fresh.took(id, detail.visit)
      this.threads.begin(id, messages)
    }
    this.#fill(s.conversations)
    this.list = 'ready'
    this.isListed = true
    this.arrange()
    whenIdle(() => void this.#read(() => this.#readRules()))
  }

  /** Fills free places with one's own conversations and reads what they show. What has ended makes room, unless it is being read. */
  arrange(): void {
    const isOver = (id: string): boolean => id !== this.openID && this.conversations.get(id)?.state === 'closed'
    if (!this.isNarrow) for (const c of this.mine) this.#forget(this.columns.offer(c.id, isOver))
    for (const id of this.isNarrow ? this.mine.map((c) => c.id) : this.columns.shown) this.attend(id)
    this.look()
  }

  async loadDetail(id: string): Promise<void> {
    this.#fresh.asked(id)
    const code = await this.#read(async () => {
      const d = await api.conversation(id)
      this.details.set(id, d)
      this.#upsert(d.conversation, true)
    })
    if (code === '') this.lost.delete(id)
    else if (!this.details.has(id)) this.lost.set(id, code)
  }

  async loadThread(id: string): Promise<void> {
    if (await this.#read(() => this.threads.load(id)) === '') this.lostThreads.delete(id)
    else if (!this.threads.get(id)) this.lostThreads.add(id)
    this.look()
  }

  async #loadMe(): Promise<void> { await this.attempt(async () => this.#take(await api.me())) }
  #take(me: Me): void {
    this.me = me.operator
    this.shop = me.shop
    this.available = me.available
    this.#hours(me.open, me.next)
  }
  #hours(open: boolean, next: number): void { this.isOpen = open; this.next = next; this.#turn.at(next, () => void this.#loadMe()) }

  // ---- time
  #tick(now: number): void {
    if (now - this.now >= 5000) this.now = now
    this.hold.look()
    this.#line.tick(now)
    this.calls.tick(now)
  }

  #slept(): void { if (this.#wanted) { this.setAvailable(false); this.#hooks.slept() } }
  #turned = (): void => { this.isVisible = document.visibilityState === 'visible'; this.look() }
  #leaving = (): void => { void this.closing.finishAll() }

  // ---- the socket
  #up(): void {
    this.#cursors = this.threads.cursors()
    this.#line.send({ t: 'hello', after: this.#cursors, alarms: true })
  }

  #down(final: boolean, code: number): void {
    this.peek.forget()
    this.link = final ? 'refused' : 'down'
    if (code === 4001) this.#hooks.signedOut()
    else if (!final) void api.me().catch((e: unknown) => { if (e instanceof Failure && e.code === 'unauthorized') this.#hooks.signedOut() })
  }

  #push(u: Unsent): void { this.#line.send({ t: 'say', id: u.id, conversation: u.conversation, text: u.text }) }

  #frame(f: ToOperator): void {
    switch (f.t) {
      case 'welcome': return this.#welcome(f)
      case 'visitors': return this.#visitors(f.visitors ?? [])
      case 'conversation': return this.#upsert(f.conversation)
      case 'message': return this.#message(f.message, f.prev)
      case 'tail': return this.#tail(f.conversation, f.messages ?? [], f.more)
      case 'reset': return this.threads.reset(f.conversation)
      case 'ack': return this.#ack(f.id, f.conversation, f.seq, f.at)
      case 'error': if (f.id) this.outbox.mark(f.id, f.code); else this.notice = f.code; return
      case 'promise': return this.#promised(f)
      case 'alarm': return this.#alarm(f)
      case 'call': if (this.canTalk && this.calls.add(f, this.me.id)) this.#hooks.called(f); return
      case 'operators': return this.#operators(f.operators)
      case 'hours': return this.#hours(f.open, f.next)
      default: return pass(f, this.peek, this.beside, this)
    }
  }

  #operators(list: readonly Colleague[]): void {
    for (const o of list) {
      this.colleagues.set(o.id, o)
      if (o.id === this.me.id) this.available = this.#wanted = o.on
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
    if ((isBack || this.#wanted || this.#isAsked) && this.#wanted !== f.available) this.setAvailable(this.#wanted)
    for (const id of this.columns.shown) if (!(id in this.#cursors) || !this.threads.get(id)) void this.loadThread(id)
    if (isBack) { this.#refresh(); this.beside.refresh(this.#drawn); void this.#loadMe(); void this.loadPromises() }
    else whenIdle(() => this.#refresh()) // what has changed since the first answer is little, and the first screen comes first
    for (const u of this.outbox.list) if (u.failed === '') this.#push(u)
    this.look()
  }

  #refresh(): void { void this.loadConversations(); for (const id of this.#drawn) void this.loadDetail(id) }

  #visitors(list: Visit[]): void {
    this.visits = list
    for (const id of this.onScreen) {
      const v = this.visitOf(this.conversations.get(id)?.visitor ?? '')
      if (v && this.#fresh.isPast(id, v)) void this.loadDetail(id)
    }
  }

  #upsert(c: Conversation, isQuiet = false): void {
    const before = this.conversations.get(c.id)
    if (before && (before.seq > c.seq || before.updated_at > c.updated_at)) return // an answer may be older than a frame that overtook it
    this.conversations.set(c.id, c)
    this.waits.told(c)
    this.calls.told(c)
    if (c.state === 'closed') {
      this.peek.wipe(c.id)
      this.closing.undo(c.id)
      if (!this.columns.list.includes(c.id) && c.id !== this.openID) this.#forget(c.id)
    } else if (this.isMine(c) && (!before || before.operator !== this.me.id)) {
      if (!isQuiet) this.#call(c, true)
      this.arrange()
    } else if (!before && c.state === 'waiting' && !isQuiet) this.#call(c, true)
    this.look()
  }

  /** What is off the screen and over takes no memory: a shift is eight hours long. */
  #forget(id: string): void {
    for (const map of [this.conversations, this.details, this.lost, this.lostThreads, this.#seenSeq]) map.delete(id)
    for (const part of [this.peek, this.beside, this.threads, this.reads, this.#fresh]) part.drop(id)
    this.waits.ended(id)
  }

  #message(m: Message, prev: number): void {
    const c = this.conversations.get(m.conversation)
    this.threads.add(m, prev)
    if (m.role === 'visitor') this.#heardFrom(m)
    else if (m.role === 'operator') this.waits.ended(m.conversation)
    this.outbox.take(m.id)
    if (!c) void this.attempt(async () => { this.#upsert((await api.conversation(m.conversation)).conversation) })
    if (!c || m.seq <= c.seq) return
    const waiting = m.role === 'visitor' ? true : m.role === 'operator' ? false : c.waiting
    const next = { ...c, seq: m.seq, waiting, preview: m.role === 'system' ? c.preview : [...m.text].slice(0, 120).join(''), updated_at: m.sent_at }
    this.conversations.set(c.id, next)
    const isLooked = this.isVisible && c.id === this.openID
    this.look()
    if (m.role === 'visitor' && !isLooked && (this.isMine(c) || c.state === 'waiting')) this.#call(next, false)
  }

  /** Who only looks on is called to nobody. */
  #call(c: Conversation, isNew: boolean): void { if (this.canTalk) this.#hooks.call(c, isNew) }

  #heardFrom(m: Message): void {
    this.peek.wipe(m.conversation)
    this.waits.began(m.conversation, m.sent_at)
    this.hold.release(m.conversation)
    // Who is still writing has not finished: an end that can be undone is undone.
    if (this.closing.undo(m.conversation)) this.arrange()
  }

  #tail(id: string, list: Message[], more: boolean): void {
    for (const m of list) this.outbox.take(m.id)
    this.threads.tail(id, list, more)
    this.look()
  }

  #ack(id: string, conversation: string, seq: number, at: number): void {
    const u = this.outbox.take(id)
    if (!u) return
    this.#message({ id, conversation, seq, role: 'operator', author: this.me.id, name: this.me.name, text: u.text, sent_at: at }, seq - 1)
  }

  #promised(f: PromiseFrame): void {
    this.promises = owedAfter(this.promises, f.promise)
    if (this.canTalk && concerns(f, this.me.id)) this.#hooks.promise(f.promise, f.event)
  }

  #alarm(f: AlarmFrame): void {
    this.waits.began(f.conversation, f.since)
    if (!this.canTalk || (f.operator !== '' && f.operator !== this.me.id)) return
    if (!this.#hooks.alarm(f, this.conversations.get(f.conversation))) return
    this.#line.send({ t: 'heard', conversation: f.conversation, seq: f.seq, round: f.round, step: f.step })
  }
}
