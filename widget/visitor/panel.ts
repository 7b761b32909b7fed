import { MAX_MESSAGE, type AskedQuestion, type Face, type Message, type PeekMode } from '../wire/frames'
import { button, h, icon } from './dom'
import { chip, faceView } from './offer'
import type { Fate, Unsent } from './outbox'
import type { Texts } from './texts'

/** Of a long conversation twice so many messages are drawn, the newest ones; scrolling draws as many earlier or later ones, and
 *  takes away what is far out of view: a browser lays all of them out anew for each line. */
const DRAWN = 50
/** So near to an end of what is drawn, more is. */
const NEAR_PX = 200
/** So near to the end, a person reads the end. */
const AT_END_PX = 60
const DAY_MS = 86_400_000

export interface PanelHooks {
  say(text: string): boolean
  ask(question: AskedQuestion): void
  input(text: string): void
  composing(on: boolean): void
  retry(id: string): void
  minimize(): void
  end(): void
  /** The menu is open: what else there is to do may be put into it. */
  menu(menu: HTMLElement): void
  again(): void
  peek(on: boolean): void
  /** The shop may see deletions where the visitor lets it. */
  struck(line: HTMLElement): void
  /** A photo, the wish for one, or a promise is on the screen. */
  special(line: HTMLElement, m: Message): void
  /** Draw again, for more is wanted. */
  more(): void
}

/** All that the panel shows; it keeps nothing else but the text being written. */
export interface PanelState {
  face: Face | undefined
  title: string
  sub: string
  hello: string
  talking: boolean
  closed: boolean
  messages: readonly Message[]
  unsent: readonly (Unsent & { fate: Fate })[]
  /** The consultant has seen all up to this number. */
  read: number
  questions: readonly AskedQuestion[]
  /** The shop's own answers to questions that were tapped: shown here, told to nobody. */
  answers: readonly AskedQuestion[]
  typing: boolean
  /** The history is still on its way: nobody wants it read out. */
  loading: boolean
  up: boolean
  /** Undefined while nobody is there to see anything. */
  mode: PeekMode | undefined
  peekOn: boolean
  deletions: boolean
}

type Row = [key: string, shows: string, make: () => HTMLElement]

/** A text with its web addresses made into links. Only http and https, never anything that a browser would run. */
export function linked(text: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/).map((part, i) =>
    (i % 2 ? h('a', { href: part, target: '_blank', rel: 'noreferrer nofollow' }, part) : part))
}

// The conversation's window, of which a page has one.

export let el: HTMLElement
/** Where the end of a conversation is drawn. */
export let foot: HTMLElement
let log: HTMLElement
const head = h('div', { class: 'grow who' })
let menu: HTMLElement
let finish: HTMLElement
let menuButton: HTMLButtonElement
const peek = h('div', { class: 'peek', 'data-testid': 'zagaj-peek-line' })
let form: HTMLFormElement
let field: HTMLTextAreaElement
const note = h('p', { class: 'note', role: 'status' })
const sizes = new ResizeObserver(stay)
const rows = new Map<string, { el: HTMLElement; shows: string }>()
let t: Texts
let on: PanelHooks
let lang: string
let clock: Intl.DateTimeFormat | undefined // made for each line it would take longer than drawing it
let origin: string
let keys = ''
/** How many messages there are, and how many of the newest are not drawn. */
let known = 0
let later = 0
let moving = false
/** Until somebody scrolls up: what takes room from the words, or adds to them, does not count. */
let atEnd = true
let top = 0

export function start(texts: Texts, language: string, phone: boolean, from: string, hooks: PanelHooks): void {
  t = texts
  on = hooks
  lang = language
  origin = from
  log = h('div', { class: 'log', role: 'log', 'aria-label': t.panel, tabindex: '0', scroll: shift })
  sizes.observe(log)
  finish = button('item', 'end', () => { toggle(); on.end() }, t.end)
  menu = h('div', { class: 'menu' }, finish)
  menuButton = button('bare', 'menu', () => toggle(menu.hidden), icon('M12 5h.01M12 12h.01M12 19h.01'), t.menu)
  field = h('textarea', { rows: '1', maxlength: `${MAX_MESSAGE}`, 'aria-label': t.input, placeholder: t.input,
    'data-testid': 'zagaj-input', input: () => { grow(); on.input(field.value) },
    compositionstart: () => on.composing(true), compositionend: () => { on.input(field.value); on.composing(false) },
    keydown: (e) => {
      const k = e as KeyboardEvent
      if (k.key !== 'Enter' || k.shiftKey || k.isComposing || phone) return
      e.preventDefault()
      submit()
    } })
  const send = button('send', 'send', () => {}, icon('M4 12l16-8-6 16-3-7-7-1Z'), t.send)
  send.type = 'submit'
  form = h('form', { class: 'compose', submit: (e) => { e.preventDefault(); submit() } }, field, send)
  foot = h('div', { class: 'closed', hidden: '' }, h('p', {}, t.ended), button('primary', 'again', () => on.again(), t.again))
  el = h('section', { class: 'panel', role: 'dialog', 'aria-label': t.panel, hidden: '', 'data-testid': 'zagaj-panel', keydown: (e) => pressed(e as KeyboardEvent) },
    h('header', {}, head, menuButton, button('bare', 'minimize', () => on.minimize(), icon('M6 9l6 6 6-6'), t.minimize), menu),
    log, note, form, peek, foot)
  toggle()
}

export function write(text: string): void { field.value = text; grow() }

export function focus(): void { (form.hidden ? foot.querySelector('button')! : field).focus({ preventScroll: true }) }

function tell(text: string): void { if (note.textContent !== text) note.textContent = text }

/** The end stays in view while the rating, a longer draft or a question takes room from the words. */
function stay(): void { if (atEnd) log.scrollTop = log.scrollHeight }

/** The newest words in view, when the next frame is drawn: asked for at once, the browser would lay out all of it once more than it has to. */
export function scroll(): void {
  if (later) { later = 0; on.more() }
  atEnd = true
  requestAnimationFrame(stay)
}

export function render(s: PanelState): void {
  renderHead(s)
  log.ariaLive = s.loading || moving ? 'off' : 'polite'
  renderLog(s)
  tell(s.up ? '' : t.offline)
  const hadFocus = form.contains(focused())
  form.hidden = s.closed
  foot.hidden = !s.closed
  if (s.closed && hadFocus) focus()
  renderPeek(s)
}

function focused(): Element | null { return (el.getRootNode() as ShadowRoot).activeElement }

/** Escape goes out by one step. On a phone the window is the whole screen: the focus stays in it. */
function pressed(e: KeyboardEvent): void {
  if (e.key === 'Escape') {
    e.stopPropagation()
    if (menu.hidden) on.minimize()
    else { toggle(); menuButton.focus() }
  }
  if (e.key !== 'Tab' || el.clientTop) return // a window of less than the whole screen has a border
  const stops = [...el.querySelectorAll<HTMLElement>('button, textarea, a, [tabindex]')].filter((x) => x.getClientRects().length)
  if (focused() !== stops.at(e.shiftKey ? 0 : -1)) return
  e.preventDefault()
  stops.at(e.shiftKey ? -1 : 0)?.focus()
}

function renderHead({ face, title, sub, talking }: PanelState): void {
  finish.hidden = !talking
  const key = JSON.stringify([face, title, sub])
  if (key === keys) return
  keys = key
  head.replaceChildren(face ? faceView(face, origin) : '', h('div', {}, h('strong', {}, title), h('span', { class: 'sub' }, sub)))
}

/** Earlier or later messages, once the last one drawn is nearly in view; what was in view stays there. */
function shift(): void {
  const below = log.scrollHeight - log.scrollTop - log.clientHeight
  atEnd = below < AT_END_PX || (atEnd && log.scrollTop >= top)
  top = log.scrollTop
  const up = log.scrollTop < NEAR_PX && known > later + 2 * DRAWN
  if (!up && (!later || below > NEAR_PX)) return
  const stays = (up ? log.querySelector('.msg') : log.lastElementChild) as HTMLElement
  const at = stays.offsetTop - log.scrollTop
  later += up ? DRAWN : -DRAWN
  moving = true // what is old is not read out
  on.more()
  moving = false
  log.scrollTop = stays.offsetTop - at
}

function rowsOf(s: PanelState): Row[] {
  const wanted: Row[] = []
  const empty = !s.messages.length && !s.unsent.length
  if (empty && !s.closed) wanted.push([`hello ${s.hello}`, '', () => h('p', { class: 'system' }, s.hello)])
  const mine = s.messages.findLast((m) => m.role === 'visitor')
  // A message keeps its row when it is acknowledged, so that it is not read out twice.
  let day = ''
  known = s.messages.length
  if (s.unsent.length || later >= known) later = 0
  for (const m of s.messages.slice(-later - 2 * DRAWN, known - later)) {
    const of = new Date(m.sent_at).toDateString()
    if (of !== day) wanted.push([`day ${of}`, '', () => h('p', { class: 'system' }, dayOf(m.sent_at))])
    day = of
    const fate = m !== mine ? '' : ` · ${m.seq > s.read ? t.sent : t.read}`
    wanted.push([m.id, `${m.seq}${fate}`, () => row(m, fate)])
  }
  if (later) return wanted
  for (const m of s.unsent) wanted.push([m.id, m.fate, () => unsent(m)])
  if (empty) {
    for (const a of s.answers) {
      wanted.push([`asked ${a.id}`, '', () => bubble('visitor', t.you, a.text)],
        [`answer ${a.id}`, '', () => bubble('', '', a.answer!)])
    }
    if (!s.closed) wanted.push([`questions ${s.questions.map((q) => q.id).join()}`, '', () => h('div', { class: 'chips' }, ...s.questions.map((q) => chip(q, () => { on.ask(q); focus() })))])
  }
  if (s.typing) wanted.push(['typing', '', () => h('div', { class: 'dots', role: 'img', 'aria-label': t.typing }, h('i'), h('i'), h('i'))])
  return wanted
}

function renderLog(s: PanelState): void {
  const wanted = rowsOf(s)
  const keys = new Set(wanted.map(([key]) => key))
  for (const [key, row] of rows) if (!keys.has(key)) { row.el.remove(); rows.delete(key) }
  let before: Element | null = log.firstElementChild
  let added = false
  for (const [key, shows, make] of wanted) {
    let row = rows.get(key)
    if (row && row.shows !== shows) {
      row.el.lastChild?.replaceWith(make().lastChild ?? '')
      row.shows = shows
    } else if (!row) {
      row = { el: make(), shows }
      rows.set(key, row)
      sizes.observe(row.el) // a photo, or a button under a promise, comes later
      added = true
    }
    if (row.el === before) before = before.nextElementSibling
    else log.insertBefore(row.el, before)
  }
  if (added && !moving && (atEnd || s.unsent.length)) scroll()
}

/** A day as people say it. */
function dayOf(at: number): string {
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY_MS)
  if (ago < 2) return new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(-ago, 'day')
  return new Date(at).toLocaleDateString(lang, { dateStyle: 'long' })
}

function row(m: Message, fate: string): HTMLElement {
  const at = new Date(m.sent_at)
  const line = m.role === 'system' ? h('div', { class: 'system' }, m.text) : bubble(m.role, m.role === 'visitor' ? t.you : m.name, m.text,
    h('time', { datetime: at.toISOString() }, (clock ??= new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit' })).format(at) + fate))
  if (m.kind || m.id.startsWith('promise:')) on.special(line, m) // a promise's line is named by its id
  return line
}

function unsent(m: Unsent & { fate: Fate }): HTMLElement {
  return bubble('visitor', t.you, m.text, m.fate === 'sending' ? t.sending
    : h('span', { class: 'bad' }, `${t.stuck} — `, button('link', 'retry', () => on.retry(m.id), t.retry)))
}

function bubble(role: string, who: string, text: string, under: Node | string = ''): HTMLElement {
  return h('div', { class: `msg ${role}`, 'data-testid': 'zagaj-message' },
    h('p', { class: 'bubble' }, h('span', { class: 'vh' }, who && `${who}: `), ...linked(text)), h('span', { class: 'under', 'aria-live': 'off' }, under))
}

/** What the consultant sees of the draft, and the switch. */
function renderPeek({ closed, mode, peekOn, deletions }: PanelState): void {
  peek.hidden = closed || !mode
  const key = `${mode}${peekOn}${deletions}`
  if (peek.dataset.key === key) return
  peek.dataset.key = key
  const had = peek.contains(focused())
  peek.replaceChildren(mode === 'dots' ? t.dots : h('div', {}, `${peekOn ? t.seen : t.unseen} · `, button('link', 'peek-toggle', () => on.peek(!peekOn), peekOn ? t.off : t.on)))
  if (mode === 'deletions' && peekOn) on.struck(peek)
  if (had) peek.querySelector('button')?.focus()
}

function submit(): void {
  const text = field.value.trim()
  if (!text) return
  if (!on.say(text)) { tell(t.stuck); return }
  write('')
  on.input('')
  focus()
}

/** The field is as tall as its text, up to five lines. Without text it is as tall as it is, and nobody has to measure. */
function grow(): void {
  field.style.height = ''
  if (field.value) field.style.height = `${Math.min(field.scrollHeight + 2, 132)}px`
}

function toggle(shown = false): void {
  menu.hidden = !shown
  menuButton.ariaExpanded = `${shown}`
  if (!shown) return
  finish.focus()
  on.menu(menu)
}
