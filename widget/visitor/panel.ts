import { MAX_MESSAGE, type Conversation, type Face, type Message, type PeekMode } from '../wire/frames'
import { h, icon } from './dom'
import { chip, faceView } from './offer'
import type { Fate, Unsent } from './outbox'
import type { Texts } from './texts'

export interface PanelHooks {
  say(text: string): boolean
  input(text: string): void
  composing(on: boolean): void
  retry(id: string): void
  minimize(): void
  end(): void
  again(): void
  peek(on: boolean): void
}

/** All that the panel shows; it keeps nothing else but the text being written. */
export interface PanelState {
  conversation: Conversation | undefined
  face: Face | undefined
  messages: readonly Message[]
  unsent: readonly (Unsent & { fate: Fate })[]
  questions: readonly string[]
  typing: boolean
  up: boolean
  mode: PeekMode
  peekOn: boolean
}

/** A text with its web addresses made into links. Only http and https, never anything that a browser would run. */
export function linked(text: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/).map((part, i) =>
    (i % 2 ? h('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part) : part))
}

/** The conversation's window. */
export class Panel {
  readonly el: HTMLElement
  readonly #log: HTMLElement
  readonly #head = h('div', { class: 'grow who' })
  readonly #menu: HTMLElement
  readonly #menuButton: HTMLButtonElement
  readonly #peek = h('div', { class: 'peek', 'data-testid': 'zagaj-peek-line' })
  readonly #form: HTMLFormElement
  readonly #field: HTMLTextAreaElement
  readonly #foot: HTMLElement
  readonly #note = h('p', { class: 'note', role: 'status' })
  readonly #rows = new Map<string, { el: HTMLElement; shows: string }>()
  readonly #t: Texts
  readonly #on: PanelHooks
  readonly #lang: string
  readonly #origin: string
  #keys = ''

  constructor(t: Texts, lang: string, phone: boolean, origin: string, on: PanelHooks) {
    this.#t = t
    this.#on = on
    this.#lang = lang
    this.#origin = origin
    this.#log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': t.panel, tabindex: '0' })
    const end = h('button', { class: 'item', type: 'button', 'data-testid': 'zagaj-end', click: () => { this.#toggle(false); on.end() } }, t.end)
    this.#menu = h('div', { class: 'menu', hidden: true }, end)
    this.#menuButton = h('button', { class: 'bare', type: 'button', 'aria-label': t.menu, title: t.menu, 'aria-expanded': 'false', 'data-testid': 'zagaj-menu',
      click: () => this.#toggle(this.#menu.hidden) }, icon('M12 5h.01M12 12h.01M12 19h.01'))
    this.#field = h('textarea', { rows: '1', maxlength: String(MAX_MESSAGE), 'aria-label': t.input, placeholder: t.input, autocomplete: 'off', enterkeyhint: phone ? 'enter' : 'send',
      'data-testid': 'zagaj-input', input: () => { this.#grow(); on.input(this.#field.value) },
      compositionstart: () => on.composing(true), compositionend: () => { on.input(this.#field.value); on.composing(false) },
      keydown: (e) => {
        const k = e as KeyboardEvent
        if (k.key !== 'Enter' || k.shiftKey || k.isComposing || phone) return
        e.preventDefault()
        this.#submit()
      } })
    this.#form = h('form', { class: 'compose', submit: (e) => { e.preventDefault(); this.#submit() } }, this.#field,
      h('button', { class: 'send', type: 'submit', 'aria-label': t.send, title: t.send, 'data-testid': 'zagaj-send' }, icon('M4 12l16-8-6 16-3-7-7-1Z')))
    this.#foot = h('div', { class: 'closed', hidden: true }, h('p', {}, t.ended),
      h('button', { class: 'primary', type: 'button', 'data-testid': 'zagaj-again', click: () => on.again() }, t.again))
    this.el = h('section', { class: 'panel', role: 'dialog', 'aria-label': t.panel, hidden: true, 'data-testid': 'zagaj-panel', keydown: (e) => {
      if ((e as KeyboardEvent).key !== 'Escape') return
      e.stopPropagation()
      if (this.#menu.hidden) on.minimize()
      else this.#toggle(false)
    } },
      h('header', {}, this.#head, this.#menuButton,
        h('button', { class: 'bare', type: 'button', 'aria-label': t.minimize, title: t.minimize, 'data-testid': 'zagaj-minimize', click: () => on.minimize() }, icon('M6 9l6 6 6-6')), this.#menu),
      this.#log, this.#note, this.#form, this.#peek, this.#foot)
  }

  set draft(text: string) { this.#field.value = text }

  focus(): void { if (!this.#form.hidden) this.#field.focus({ preventScroll: true }); else this.#foot.querySelector('button')?.focus() }

  tell(note: string): void { if (this.#note.textContent !== note) this.#note.textContent = note }

  /** The newest words in view. */
  scroll(): void { this.#log.scrollTop = this.#log.scrollHeight }

  render(s: PanelState): void {
    const closed = s.conversation?.state === 'closed'
    this.#renderHead(s, closed)
    this.#renderLog(s)
    this.tell(s.up ? '' : this.#t.offline)
    const hadFocus = this.#form.contains((this.el.getRootNode() as ShadowRoot).activeElement)
    this.#form.hidden = closed
    this.#foot.hidden = !closed
    if (closed && hadFocus) this.focus()
    this.#renderPeek(s, closed)
  }

  #renderHead(s: PanelState, closed: boolean): void {
    const key = JSON.stringify([s.face, s.conversation?.state])
    this.#menuButton.hidden = closed || !s.conversation
    if (this.#menuButton.hidden) this.#toggle(false)
    if (key === this.#keys) return
    this.#keys = key
    const t = this.#t
    this.#head.replaceChildren(...(s.face
      ? [faceView(s.face, this.#origin), h('div', {}, h('strong', {}, s.face.name), h('span', { class: 'sub' }, ` · ${t.human}`))]
      : [h('div', {}, h('strong', {}, closed ? t.ended : s.conversation?.state === 'waiting' ? t.waiting : t.panel))]))
  }

  #renderLog(s: PanelState): void {
    const t = this.#t
    const atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 60
    const wanted: [key: string, shows: string, make: () => HTMLElement][] = []
    const empty = s.messages.length === 0 && s.unsent.length === 0
    if (empty) wanted.push([`hello ${s.conversation?.state}`, '', () => h('p', { class: 'system' }, s.conversation?.state === 'waiting' ? t.waitingMore : t.hello)])
    // A message keeps its row when it is acknowledged, so that it is not read out twice.
    let day = ''
    for (const m of s.messages) {
      const of = new Date(m.sent_at).toDateString()
      if (of !== day) wanted.push([`day ${of}`, '', () => h('p', { class: 'system day' }, this.#day(m.sent_at))])
      day = of
      wanted.push([m.id, `${m.seq}`, () => this.#row(m)])
    }
    for (const m of s.unsent) wanted.push([m.id, m.fate, () => this.#unsent(m)])
    if (empty && s.questions.length && s.conversation?.state !== 'closed') {
      wanted.push([`questions ${s.questions.join()}`, '', () => h('div', { class: 'chips', role: 'group', 'aria-label': t.questions },
        ...s.questions.map((q) => chip(q, () => { if (this.#on.say(q)) { this.#on.input(this.#field.value); this.focus() } })))])
    }
    if (s.typing) wanted.push(['typing', '', () => h('div', { class: 'dots', role: 'img', 'aria-label': t.typing }, h('i'), h('i'), h('i'))])
    const keys = new Set(wanted.map(([key]) => key))
    for (const [key, row] of this.#rows) if (!keys.has(key)) { row.el.remove(); this.#rows.delete(key) }
    let before: Element | null = this.#log.firstElementChild
    let added = false
    for (const [key, shows, make] of wanted) {
      let row = this.#rows.get(key)
      if (row && row.shows !== shows) {
        row.el.lastChild?.replaceWith(make().lastChild ?? '')
        row.shows = shows
      } else if (!row) {
        row = { el: make(), shows }
        this.#rows.set(key, row)
        added = true
      }
      if (row.el === before) before = before.nextElementSibling
      else this.#log.insertBefore(row.el, before)
    }
    if (added && (atEnd || s.unsent.length)) this.scroll()
  }

  /** A day as people say it. */
  #day(at: number): string {
    const midnight = new Date().setHours(0, 0, 0, 0)
    if (at >= midnight) return this.#t.today
    if (at >= new Date(midnight - 1).setHours(0, 0, 0, 0)) return this.#t.yesterday
    return new Date(at).toLocaleDateString(this.#lang, { day: 'numeric', month: 'long', year: 'numeric' })
  }

  #row(m: Message): HTMLElement {
    if (m.role === 'system') return h('p', { class: 'system' }, m.text)
    const at = new Date(m.sent_at)
    return this.#bubble(m.id, m.role, m.role === 'visitor' ? this.#t.you : m.name, m.text,
      h('time', { datetime: at.toISOString() }, at.toLocaleTimeString(this.#lang, { hour: '2-digit', minute: '2-digit' })))
  }

  #unsent(m: Unsent & { fate: Fate }): HTMLElement {
    const t = this.#t
    if (m.fate === 'sending') return this.#bubble(m.id, 'visitor', t.you, m.text, t.sending)
    const again = h('button', { class: 'link', type: 'button', 'data-testid': 'zagaj-retry', click: () => this.#on.retry(m.id) }, t.retry)
    return this.#bubble(m.id, 'visitor', t.you, m.text, h('span', { class: 'bad' }, `${t.stuck} — `, again))
  }

  #bubble(id: string, role: string, who: string, text: string, under: Node | string): HTMLElement {
    return h('div', { class: `msg ${role}`, 'data-testid': 'zagaj-message', 'data-id': id, 'data-role': role },
      h('p', { class: 'bubble' }, h('span', { class: 'vh' }, `${who}: `), ...linked(text)), h('span', { class: 'under', 'aria-live': 'off' }, under))
  }

  #renderPeek(s: PanelState, closed: boolean): void {
    const t = this.#t
    this.#peek.hidden = closed
    const key = s.mode === 'dots' ? 'dots' : String(s.peekOn)
    if (this.#peek.dataset.key === key) return
    const hadFocus = this.#peek.contains((this.el.getRootNode() as ShadowRoot).activeElement)
    this.#peek.dataset.key = key
    if (s.mode === 'dots') { this.#peek.replaceChildren(t.dots); return }
    const toggle = h('button', { class: 'link', type: 'button', 'data-testid': 'zagaj-peek-toggle', click: () => this.#on.peek(!s.peekOn) }, s.peekOn ? t.off : t.on)
    this.#peek.replaceChildren(`${s.peekOn ? t.seen : t.unseen} · `, toggle)
    if (hadFocus) toggle.focus()
  }

  #submit(): void {
    const text = this.#field.value.trim()
    if (!text) return
    if (!this.#on.say(text)) { this.tell(this.#t.full); return }
    this.#field.value = ''
    this.#on.input('')
    this.#grow()
    this.#field.focus({ preventScroll: true })
  }

  /** The field is as tall as its text, up to five lines. */
  #grow(): void {
    const f = this.#field
    f.style.setProperty('height', 'auto')
    f.style.setProperty('height', `${Math.min(f.scrollHeight + 2, 132)}px`)
  }

  #toggle(on: boolean): void {
    this.#menu.hidden = !on
    this.#menuButton.setAttribute('aria-expanded', String(on))
    if (on) this.#menu.querySelector('button')?.focus()
  }
}
