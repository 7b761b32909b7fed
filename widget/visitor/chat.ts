import type { Conversation, ErrorFrame, Face, Message, OfferFrame, ToVisitor, VisitorWelcome } from '../wire/frames'
import { newID } from '../wire/text'
import css from './chat.css?inline'
import { h } from './dom'
import { Draft } from './draft'
import type { Chat, Link } from './link'
import { Offers } from './offers'
import { Outbox } from './outbox'
import { Panel } from './panel'
import { addStyle } from './style'
import { asked, isRTL, textsFor, type Texts } from './texts'
import { Thread } from './thread'

const TYPING_MS = 6000
const RETRY_RESUME_MS = 2000

/** What the shop may listen to; docs/widget.md lists them. */
export type EventName = 'offer' | 'accept' | 'dismiss' | 'open' | 'close' | 'say' | 'message' | 'end'

interface Heard { name: string; fn(detail: object, name: EventName): void }

/** The conversation in one tab: what the server says, what the visitor does, and the two views of it. */
class Talk implements Chat {
  readonly #link: Link
  readonly #t: Texts
  readonly #thread = new Thread()
  readonly #outbox: Outbox
  readonly #draft: Draft
  readonly #panel: Panel
  readonly #offers: Offers
  readonly #spoken = h('div', { class: 'vh', 'aria-live': 'polite' })
  readonly #heard: Heard[] = []
  #conversation: Conversation | undefined
  #face: Face | undefined
  #epoch = ''
  #up = false
  /** The line that is up knows our conversation, because it was told of it or began it. */
  #bound = false
  #beginning = false
  #resuming = false
  #open = false
  #typing: ReturnType<typeof setTimeout> | undefined
  #questions: readonly string[] = []
  #peekTold: boolean | undefined

  constructor(link: Link, welcome: VisitorWelcome, texts: Texts) {
    this.#link = link
    this.#t = texts
    this.#offers = new Offers(link, this.#t, this.#spoken, { accepted: (offer, question) => this.#accept(offer, question), emit: (name, detail) => this.#emit(name, detail) })
    this.#outbox = new Outbox(link.store, {
      say: (m) => {
        const sent = link.send({ t: 'say', id: m.id, text: m.text })
        this.#bound ||= sent
        return sent
      },
      deaf: () => link.redial(),
      changed: () => this.#render(),
    })
    this.#draft = new Draft({
      send: (f) => link.send(f),
      backlog: () => link.backlog(),
      mode: () => {
        const peek = link.welcome()?.peek
        return peek === 'dots' || this.#peekOn ? peek : undefined
      },
    })
    this.#panel = new Panel(this.#t, welcome.lang, link.device === 'phone', link.origin, {
      say: (text) => this.#say(text),
      input: (text) => { link.session.set('draft', text || undefined); this.#draft.input(text) },
      composing: (on) => this.#draft.composing(on),
      retry: (id) => this.#outbox.retry(id),
      minimize: () => this.#minimize(),
      end: () => this.#end(),
      again: () => { this.#startOver(); this.#begin(); this.#panel.focus() },
      peek: (on) => this.#setPeek(on),
    })
    addStyle(link.root, css)
    if (isRTL(welcome.lang)) this.#panel.el.dir = 'rtl'
    link.root.append(this.#spoken, this.#panel.el)
    this.#panel.draft = link.session.get('draft') ?? ''
    this.#fitKeyboard()
    // Another tab of the same shop may change what is shown here: the outbox and the leave to peek.
    addEventListener('storage', (e) => {
      if (e.key?.endsWith(':nopeek')) this.#draft.allowed()
      if (e.key?.startsWith('zagaj:')) this.#render()
    })
  }

  // ---- frames

  frame(f: ToVisitor): void {
    switch (f.t) {
      case 'welcome': this.#welcomed(f); break
      case 'offer': if (!this.#open) this.#offers.show(f); break
      case 'withdraw': this.#offers.withdraw(f.offer); break
      case 'conversation': this.#changed(f.conversation, f.face); break
      case 'message': this.#message(f.message, f.prev); break
      case 'tail': this.#tail(f.conversation, f.messages, f.more); break
      case 'ack': {
        const m = this.#outbox.list.find((x) => x.id === f.id)
        if (m && f.conversation === this.#conversation?.id) {
          this.#thread.merge([{ id: f.id, conversation: f.conversation, seq: f.seq, role: 'visitor', author: '', name: '', text: m.text, sent_at: f.at }])
        }
        this.#outbox.done(f.id)
        break
      }
      case 'reset': this.#thread.forget(); this.#resume(); break
      case 'typing': this.#setTyping(f.on); break
      case 'watch': this.#draft.watch(f.on); break
      case 'dsync': this.#draft.dsync(); break
      case 'error': this.#error(f); break
    }
    this.#render()
  }

  down(): void {
    this.#up = this.#bound = this.#resuming = false
    this.#draft.watch(false)
    this.#outbox.down()
    this.#setTyping(false)
    this.#render()
  }

  #welcomed(w: VisitorWelcome): void {
    this.#up = true
    if (this.#epoch && this.#epoch !== w.epoch) this.#thread.forget()
    this.#epoch = w.epoch
    this.#bound = w.conversation !== undefined
    this.#resuming = false
    if (this.#peekTold !== undefined) this.#link.send({ t: 'peek', on: this.#peekTold })
    else this.#link.store.set('nopeek', w.peek_on ? undefined : '1')
    if (w.conversation) {
      this.#changed(w.conversation, w.face)
      if (this.#link.session.get('panel')) this.#show(false)
    } else if (this.#conversation) { // it ended while we were away
      this.#conversation = { ...this.#conversation, state: 'closed' }
    }
    this.#resume()
    if (this.#beginning) this.#begin()
    this.#outbox.up()
    this.#offers.restore(this.#bound)
  }

  #changed(c: Conversation, face: Face | undefined): void {
    const other = this.#conversation?.id !== c.id
    if (other && c.state === 'closed') return
    if (other) this.#thread.forget()
    this.#conversation = c
    if (face || c.state !== 'closed') this.#face = face
    if (other && this.#up && c.seq > 0) { this.#resuming = false; this.#resume() }
    if (c.state === 'closed') { this.#setTyping(false); this.#draft.watch(false) }
  }

  #message(m: Message, prev: number): void {
    if (m.conversation !== this.#conversation?.id) return
    const before = this.#thread.cursor
    const fresh = this.#merge([m])
    if (prev > before) this.#resume()
    if (!fresh.length || m.role !== 'operator') return
    this.#setTyping(false)
    this.#emit('message', { conversation: m.conversation, seq: m.seq })
    if (this.#open) return
    this.#link.launcher.classList.add('unread')
    this.#spoken.textContent = `${m.name}: ${m.text}`
  }

  #tail(conversation: string, messages: readonly Message[], more: boolean): void {
    if (conversation !== this.#conversation?.id) return
    this.#merge(messages ?? [])
    this.#resuming = false
    if (more) this.#resume()
    else if (this.#thread.hole) setTimeout(() => { if (this.#thread.hole) this.#resume() }, RETRY_RESUME_MS)
    this.#panel.scroll()
  }

  /** Each message once; one of ours that the server has is no longer unsent. */
  #merge(messages: readonly Message[]): Message[] {
    const fresh = this.#thread.merge(messages)
    for (const m of messages) if (m.role === 'visitor') this.#outbox.done(m.id)
    return fresh
  }

  #resume(): void {
    if (this.#resuming || !this.#conversation) return
    this.#resuming = this.#link.send({ t: 'resume', conversation: this.#conversation.id, after: this.#thread.cursor })
  }

  #error(e: ErrorFrame): void {
    if (this.#outbox.failed(e)) return
    this.#resuming = false // an answer to something else than a message; nothing is asked again by itself
  }

  #setTyping(on: boolean): void {
    clearTimeout(this.#typing)
    this.#typing = on ? setTimeout(() => { this.#typing = undefined; this.#render() }, TYPING_MS) : undefined
  }

  // ---- the shop's own script

  call(name: string, a?: unknown, b?: unknown): void {
    if (name === 'on') this.#heard.push({ name: String(a), fn: b as Heard['fn'] })
  }

  #emit(name: EventName, detail: object = {}): void {
    for (const on of this.#heard) {
      if (on.name !== name && on.name !== '*') continue
      try { on.fn(detail, name) } catch { /* the shop's own fault, which must not become the visitor's */ }
    }
  }

  // ---- the visitor

  open(): void {
    if (this.#offers.accept()) return
    this.#show(true)
    if (!this.#bound && this.#conversation?.state !== 'closed') this.#begin()
    this.#render()
  }

  close(): void { if (this.#open) this.#minimize() }

  /** Begins a conversation, or binds this tab to the one another tab has begun. */
  #begin(): void {
    this.#beginning = !this.#link.send({ t: 'open' })
    this.#bound = !this.#beginning
  }

  #say(text: string): boolean {
    if (!this.#outbox.add({ id: newID(), text, at: Date.now() })) return false
    this.#draft.said()
    this.#emit('say')
    this.#render()
    return true
  }

  #end(): void {
    if (!this.#bound) this.#begin()
    this.#link.send({ t: 'bye' })
    this.#emit('end')
  }

  #startOver(): void {
    this.#conversation = this.#face = undefined
    this.#thread.forget()
    this.#render()
  }

  get #peekOn(): boolean { return this.#link.store.get('nopeek') === undefined }

  #setPeek(on: boolean): void {
    this.#link.store.set('nopeek', on ? undefined : '1')
    this.#peekTold = on // told again on every new line of this page: the last word is the visitor's
    this.#link.send({ t: 'peek', on })
    this.#draft.allowed()
    this.#render()
  }

  #show(focus: boolean): void {
    if (!this.#open) this.#emit('open')
    this.#open = true
    this.#link.session.set('panel', '1')
    this.#panel.el.hidden = false
    this.#link.launcher.classList.add('away')
    this.#link.launcher.classList.remove('unread')
    this.#render()
    this.#panel.scroll()
    if (focus) this.#panel.focus()
  }

  #minimize(): void {
    const focused = this.#link.root.activeElement !== null
    this.#open = false
    this.#emit('close')
    this.#link.session.set('panel', undefined)
    this.#panel.el.hidden = true
    this.#link.launcher.classList.remove('away')
    if (this.#conversation?.state === 'closed') this.#startOver()
    this.#render()
    if (focused) this.#link.launcher.focus({ preventScroll: true })
  }

  #render(): void {
    const w = this.#link.welcome()
    const unsent = this.#outbox.shown.filter((m) => !this.#thread.has(m.id)).map((m) => ({ ...m, fate: this.#outbox.fate(m.id) }))
    const c = this.#conversation
    this.#link.busy(unsent.length > 0 || (c !== undefined && c.state !== 'closed'))
    if (!this.#open || !w) return
    this.#panel.render({
      conversation: c, face: this.#face, messages: this.#thread.list, unsent, typing: this.#typing !== undefined, up: this.#up,
      questions: this.#questions.length ? this.#questions : asked(this.#t, this.#link.page.type), mode: w.peek, peekOn: this.#peekOn,
    })
  }

  #accept(offer: OfferFrame, question?: string): void {
    this.#questions = (offer.questions ?? []).map((q) => q.text)
    this.#emit('accept', { offer: offer.offer })
    if (this.#link.send({ t: 'accept', offer: offer.offer })) this.#bound = true
    else this.#beginning = true
    if (question) this.#say(question)
    this.#show(true)
  }

  /** On phones the panel is as tall as what the keyboard leaves of the screen. */
  #fitKeyboard(): void {
    const view = window.visualViewport
    if (!view) return
    const fit = (): void => {
      this.#panel.el.style.setProperty('--view-height', `${Math.round(view.height)}px`)
      this.#panel.el.style.setProperty('--view-top', `${Math.round(view.offsetTop)}px`)
    }
    view.addEventListener('resize', fit)
    view.addEventListener('scroll', fit)
    fit()
  }
}

export async function startChat(link: Link): Promise<Chat> {
  const welcome = link.welcome()!
  const own = link.calls.find(([name]) => name === 'texts')?.[1]
  const talk = new Talk(link, welcome, await textsFor(welcome.lang, own, (file) => link.part(file)))
  for (const call of link.calls) talk.call(...call)
  return talk
}
