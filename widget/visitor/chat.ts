import type { AskedQuestion, Conversation, Face, FromVisitor, Message, OfferFrame, PeekMode, ToVisitor, VisitorWelcome } from '../wire/frames'
import { newID } from '../wire/text'
import css from './chat.css?inline'
import { h } from './dom'
import { startDraft, type Draft } from './draft'
import type { Chat, Link, More, StartMore } from './link'
import * as offers from './offers'
import { Outbox } from './outbox'
import * as panel from './panel'
import { addStyle } from './style'
import { fill, isRTL, override, type Texts } from './texts'
import * as thread from './thread'

const TYPING_MS = 6000
/** Whoever writes has the floor: so long after the visitor's last key nothing is shown of the consultant's writing. */
const FLOOR_MS = 3000
const RETRY_RESUME_MS = 2000
const MINUTE_S = 60

/** What the shop may listen to; docs/widget.md lists them. */
export type EventName = 'offer' | 'accept' | 'dismiss' | 'open' | 'close' | 'say' | 'message' | 'end'

type Heard = [name: unknown, fn: (detail: object, name: EventName) => void]

// The conversation in one tab: what the server says, what the visitor does, and the two views of it. The module is the
// conversation: a page has one, and names that belong to a module are shortened where those of an object are not.

let link: Link
let t: Texts
let outbox: Outbox
let draft: Draft
const spoken = h('div', { class: 'vh', 'aria-live': 'polite' })
const heard: Heard[] = []
let conversation: Conversation | undefined
let face: Face | undefined
let epoch = ''
let up = false
/** The line that is up knows our conversation, because it was told of it or began it. */
let bound = false
let beginning = false
let resuming = false
let isOpen = false
let typingTimer: ReturnType<typeof setTimeout> | undefined
let wroteAt = 0
let questions: readonly AskedQuestion[] = []
let answers: readonly AskedQuestion[] = []
/** Somebody looks, also while nobody is available. */
let watched = false
let peekTold: boolean | undefined
/** Where the visitor stands while everybody is busy, in words. */
let queue = ''
/** The consultant has seen all up to here, and the visitor all up to there; kept, as neither stands in the messages. */
let read = 0
let shown = 0
let morePart: Promise<More> | undefined

/** Once on a page, with a tap or an offer. */
export function start(loader: Link, texts: Texts): Chat {
  link = loader
  const { lang } = link.welcome()!
  t = override(texts, lang, link)
  outbox = new Outbox(link.store, {
    say(m) {
      return link.send({ t: 'say', id: m.id, text: m.text, question: m.question }) && (bound = true)
    },
    deaf: link.redial,
    changed: render,
  })
  draft = startDraft({ send: link.send, backlog: link.backlog, mode: () => (mode() === 'dots' || peekOn() ? mode() : undefined) })
  offers.start(link, t, spoken, { accepted, emit })
  panel.start(t, navigator.language.startsWith(lang) ? navigator.language : lang, link.device === 'phone', link.origin, {
    say, ask, minimize, end, peek: setPeek, more: render,
    struck: (line) => more((m) => m.struck(line, t, deletions(), (on) => setPeek(true, on))),
    special: (line, m) => more((p) => p.special(line, m)),
    menu: (menu) => more((m) => m.menu(menu, panel.el, thread.list().at(-1))),
    input(text) { link.session.set('draft', text || undefined); draft.input(text); wrote(text) },
    composing: (on) => draft.composing(on),
    retry: (id) => outbox.retry(id),
    again() { startOver(); begin(); panel.focus() },
  })
  fitKeyboard() // asks for a size: before there is anything to lay out for it
  addStyle(link.root, css)
  if (link.set.theme) more((m) => m.dark())
  if (isRTL(lang)) link.host.dir = 'rtl'
  link.root.append(spoken, panel.el)
  // Another tab of the same shop may change what is shown here: the outbox and the leave to peek.
  addEventListener('storage', (e) => {
    if (e.key?.endsWith(':nopeek')) draft.allowed()
    if (!e.key?.endsWith(':marks')) render()
  })
  for (const made of link.calls) call(...made)
  return { frame, down, open, call }
}

// ---- frames

function frame(f: ToVisitor): void {
  switch (f.t) {
    case 'welcome': welcomed(f); break
    case 'offer': if (!isOpen) offers.show(f); break
    case 'withdraw': offers.withdraw(f.offer); break
    case 'conversation': changed(f.conversation, f.face); break
    case 'message': messaged(f.message); break
    case 'tail': tail(f.conversation, f.messages, f.more); break
    case 'ack': {
      const m = outbox.list.find((x) => x.id === f.id)
      if (m && f.conversation === conversation?.id) {
        thread.merge([{ ...f, role: 'visitor', text: m.text, sent_at: f.at } as unknown as Message])
      }
      outbox.done(f.id)
      break
    }
    case 'reset': thread.forget(); resume(); break
    case 'typing': setTyping(f.on && Date.now() - wroteAt > FLOOR_MS); break
    case 'queue': queue = fill(t.queue, { n: f.place }) + (f.wait_s ? `, ${fill(t.wait, { m: Math.ceil(f.wait_s / MINUTE_S) })}` : ''); break
    case 'questions': questions = f.questions; break
    case 'read': if (f.conversation === conversation?.id) read = f.seq; break
    case 'watch': draft.watch(watched = f.on); break
    case 'dsync': draft.dsync(); break
    default:
      if (f.t === 'error') {
        if (outbox.failed(f)) break
        resuming = false // an answer to something else than a message; nothing is asked again by itself
      }
      if (morePart) more((m) => m.frame(f))
  }
  render()
}

function down(): void {
  up = bound = resuming = false
  draft.watch(false)
  outbox.down()
  setTyping(false)
  render()
}

function welcomed(w: VisitorWelcome): void {
  up = true
  if (epoch !== w.epoch) thread.forget()
  epoch = w.epoch
  bound = w.conversation?.closed_at === 0
  resuming = false
  if (w.photos) more((m) => m.camera(panel.el))
  const on = peekTold ?? w.peek_on
  if (peekTold !== undefined || deletions()) link.send({ t: 'peek', on, deletions: deletions() })
  link.store.set('nopeek', on ? undefined : '1')
  if (conversation) conversation = { ...conversation, state: 'closed' } // unless we are told otherwise, it ended while we were away
  if (w.conversation) {
    changed(w.conversation, w.face, true)
    if (link.session.get('panel')) show(false)
  }
  resume()
  if (beginning) begin()
  outbox.up()
  offers.restore(bound)
}

/** One that has ended is taken up only where the server tells of it first: ended is the one at hand, or one that was put away. */
function changed(c: Conversation, of: Face | undefined, first = false): void {
  const other = conversation?.id !== c.id
  const closed = c.state === 'closed'
  if (other) {
    if (closed && (conversation || !first)) return
    thread.forget()
    const [id, ...kept] = JSON.parse(link.store.get('marks') ?? '[]') as [string, number, number]
    ;[shown, read] = id === c.id ? kept : [0, 0]
  }
  conversation = c
  if (c.state !== 'waiting') queue = ''
  if (of || !closed) face = of
  if (other && c.seq > 0) { resuming = false; resume() }
  if (closed) { setTyping(false); draft.watch(false) }
}

function messaged(m: Message): void {
  if (m.conversation !== conversation?.id) return
  const fresh = merge([m])
  if (thread.hole()) resume()
  if (!fresh.length || m.role !== 'operator') return
  setTyping(false)
  emit('message', { conversation: m.conversation, seq: m.seq })
  if (!isOpen) spoken.textContent = `${m.name}: ${m.text}`
}

function tail(of: string, messages: readonly Message[], more: boolean): void {
  if (of !== conversation?.id) return
  merge(messages)
  render() // while it still counts as loading, so that history is not read out
  resuming = false
  if (more) resume()
  else setTimeout(() => { if (thread.hole()) resume() }, RETRY_RESUME_MS)
}

/** Each message once; one of ours that the server has is no longer unsent. */
function merge(messages: readonly Message[]): Message[] {
  const fresh = thread.merge(messages)
  for (const m of messages) {
    if (m.role === 'visitor') outbox.done(m.id)
    else if (m.role === 'operator') read = Math.max(read, m.seq) // who answers has read
  }
  return fresh
}

function resume(): void {
  if (resuming || !conversation) return
  resuming = link.send({ t: 'resume', conversation: conversation.id, after: thread.cursor })
}

function wrote(text: string): void {
  wroteAt = text ? Date.now() : 0
  if (typingTimer) { setTyping(false); render() }
}

function setTyping(on: boolean): void {
  clearTimeout(typingTimer)
  typingTimer = on ? setTimeout(() => { typingTimer = undefined; render() }, TYPING_MS) : undefined
}

// ---- the shop's own script

function call(name: string, a?: unknown, b?: unknown): void {
  if (name === 'on') heard.push([a, b as Heard[1]])
  else if (name === 'close' && isOpen) minimize()
}

function emit(name: EventName, detail: object = {}): void {
  for (const [wanted, fn] of heard) {
    try { if (wanted === name || wanted === '*') fn(detail, name) } catch { /* the shop's own fault, which must not become the visitor's */ }
  }
}

// ---- the visitor

function open(): void {
  if (offers.accept()) return
  show(true)
  if (!bound && conversation?.state !== 'closed') begin()
}

/** Begins a conversation, or binds this tab to the one another tab has begun. */
function begin(how: FromVisitor = { t: 'open' }): void {
  beginning = !link.send(how)
  bound = !beginning
}

function say(text: string, question?: string): boolean {
  if (!outbox.add({ id: newID(), text, at: Date.now(), question })) return false
  draft.said()
  emit('say')
  render()
  return true
}

/** A suggested question: the shop's own answer to it is shown at once, else it is said and a person answers. */
function ask(q: AskedQuestion): void {
  if (!q.answer) { say(q.text, q.id); return }
  link.send({ t: 'tap', question: q.id })
  answers = [...answers, q]
  render()
}

function end(): void {
  if (!bound) begin()
  if (link.send({ t: 'bye' })) over()
  emit('end')
}

/** The visitor is done with it: no later page shows it again. */
function over(): void { link.store.set('over', conversation?.id) }

function startOver(): void {
  over()
  conversation = face = undefined
  answers = []
  thread.forget()
  render()
}

function peekOn(): boolean { return link.store.get('nopeek') === undefined }

function deletions(): boolean { return !!link.session.get('deletions') }

/** A browser that asks not to be watched is not: the server hears no draft of it either. */
function mode(): PeekMode { return navigator.globalPrivacyControl ? 'dots' : link.welcome()!.peek }

function setPeek(on: boolean, struck = deletions()): void {
  link.store.set('nopeek', on ? undefined : '1')
  link.session.set('deletions', struck ? '1' : undefined)
  peekTold = on // told again on every new line of this page: the last word is the visitor's
  link.send({ t: 'peek', on, deletions: struck })
  draft.allowed()
  render()
}

function show(focus: boolean): void {
  if (!isOpen) { // else the line is back, and who reads goes on reading
    emit('open')
    isOpen = true
    link.session.set('panel', '1')
    drawn(() => link.send({ t: 'questions' }))
    panel.el.hidden = false
    panel.write(link.session.get('draft') ?? '') // the last page's, or what stands there
    link.launcher.classList.add('away')
    const was = resuming
    resuming = true // what was said before is not news
    render()
    resuming = was
    panel.scroll()
  }
  if (focus) panel.focus()
}

function minimize(): void {
  const focused = link.root.activeElement !== null
  isOpen = false
  emit('close')
  link.session.set('panel', undefined)
  panel.el.hidden = true
  link.launcher.classList.remove('away')
  if (conversation?.state === 'closed') startOver()
  render()
  if (focused) link.launcher.focus({ preventScroll: true })
}

function render(): void {
  const w = link.welcome()!
  const unsent = outbox.shown.map((m) => ({ ...m, fate: outbox.fate(m.id) }))
  const c = conversation
  const closed = c?.state === 'closed'
  const talking = !!c && !closed
  link.busy(!!c || unsent.length > 0)
  link.launcher.classList.toggle('unread', !isOpen && thread.list().some((m) => m.role === 'operator' && m.seq > shown))
  if (!isOpen) return
  shown = Math.max(shown, thread.cursor)
  link.store.set('marks', JSON.stringify([c?.id, shown, read]))
  const waiting = c?.state === 'waiting'
  const away = !w.available && !face && !closed
  panel.render({
    face, talking, closed, messages: thread.list(), unsent, typing: !!typingTimer, up,
    title: face?.name ?? (away ? t.away : waiting ? t.waiting : t.panel),
    sub: face ? t.human : away ? whenBack(w) : queue,
    hello: waiting && !away ? t.waitingMore : t.hello,
    read, loading: resuming,
    questions: questions.filter((q) => !answers.some((a) => a.id === q.id)), answers, mode: away && !watched ? undefined : mode(), peekOn: peekOn(), deletions: deletions(),
  })
  if (closed) more((m) => m.ended(panel.foot, c.id))
}

function whenBack({ closed, lang }: VisitorWelcome): string {
  const at = closed?.opens_at
  return at ? fill(t.opens, { at: new Date(at).toLocaleString(lang, { dateStyle: 'medium', timeStyle: 'short' }) }) : t.waitingMore
}

/** What the window's first frame can do without is asked for after it. */
function drawn(then: (_: void) => void): void { requestAnimationFrame(() => setTimeout(then)) }

/** Uses what few conversations need; it is fetched by the first that does. */
function more(use: (m: More) => void): void {
  morePart ??= new Promise(drawn).then(() => link.part(MORE_FILE)).then((m) => (m as { startMore: StartMore }).startMore(link))
  morePart.then(use).catch(() => { morePart = undefined })
}

function accepted(offer: OfferFrame, question?: AskedQuestion): void {
  questions = offer.questions
  emit('accept', { offer: offer.offer })
  begin({ t: 'accept', offer: offer.offer })
  show(true)
  if (question) say(question.text, question.id) // who offered is there to answer
}

/** On phones the panel is as tall as what the keyboard leaves of the screen. */
function fitKeyboard(): void {
  const view = window.visualViewport
  if (!view) return // a page may have taken it away
  const put = (name: string, px: number): void => panel.el.style.setProperty(name, `${Math.round(px)}px`)
  const fit = (): void => { put('--view-height', view.height); put('--view-top', view.offsetTop) }
  for (const type of ['resize', 'scroll']) view.addEventListener(type, fit)
  fit()
}

