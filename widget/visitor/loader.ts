import type { FromVisitor, Page, ToVisitor, VisitorWelcome } from '../wire/frames'
import { Socket } from '../wire/socket'
import { newID } from '../wire/text'
import { addStyle, h, icon } from './dom'
import { safe, watchEdges } from './edges'
import { device, meta, pageFacts } from './facts'
import css from './launcher.css?inline'
import type { Chat, Link, StartChat } from './link'
import { makeStore } from './store'

export interface ZagajAPI {
  open(): void
  close(): void
  consent(on: boolean): void
  cart(token: string): void
  page(facts: Partial<Page>): void
  pulse(name: string): void
}

const LATE_MS = 60_000
const MOST_LATE = 20
const MOST_HELD = 100
const SETTLE_MS = 100

type Late = { f: Extract<FromVisitor, { t: 'tab' | 'pulse' }>; at: number }

function run(script: HTMLScriptElement, shop: string): void {
  const origin = new URL(script.src).origin
  const base = new URL('.', script.src)
  let consent = window.zagajConsent !== false && script.dataset.consent !== 'wait'
  let asked = false // the visitor has asked for a conversation, which has to outlive the page
  const store = makeStore(() => localStorage, shop, () => consent || asked)
  const session = makeStore(() => sessionStorage, shop, () => consent || asked)
  // One id for each document, not for each tab: the end of the last page may reach the server after the next one's
  // beginning, and must not end that.
  const tab = newID()

  let facts = pageFacts()
  let given: Partial<Page> = {}
  let cart = meta('zagaj:cart') ?? ''
  let path = location.pathname
  let nav = 'load'
  let welcome: VisitorWelcome | undefined
  let greeted = false // welcome belongs to the line that is up now
  let late: Late[] = []
  let busy = store.get('outbox') !== undefined
  let wanted = false
  let chat: Chat | undefined
  let loading = false
  let tries = 0
  let held: ToVisitor[] = []
  let socket: Socket<FromVisitor, ToVisitor>
  const kind = device()
  const page = (): Page => ({ ...facts, ...given })

  const host = document.createElement('zagaj-chat')
  const root = host.attachShadow({ mode: 'open' })
  const launcher = h('button', { class: 'launcher', type: 'button', hidden: true, 'data-testid': 'zagaj-launcher', click: () => open() },
    icon('M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.6A8.5 8.5 0 1 1 21 11.5Z'))
  addStyle(root, css)
  root.append(launcher)
  const paint = (): void => {
    if (!welcome) return
    if (!host.isConnected) document.body.append(host) // a shop may change the whole body
    const label = welcome.lang.startsWith('pl') ? 'Porozmawiaj z konsultantem' : 'Chat with a consultant'
    launcher.setAttribute('aria-label', label)
    launcher.title = label
    launcher.hidden = !(welcome.available || busy)
  }

  const link: Link = {
    origin, tab, host, root, launcher, store, session, phone: kind === 'phone',
    pageType: () => page().type,
    welcome: () => welcome,
    backlog: () => socket.backlog,
    send: (f) => greeted && socket.send(f),
    redial: () => { socket.close(); gone(); dial() },
    busy: (on) => { busy = on; paint() },
  }

  const open = (): void => {
    asked = wanted = true
    store.flush()
    session.flush()
    chat?.open()
    load()
  }

  /** Fetches the conversation's code, once it is needed. */
  function load(): void {
    if (chat || loading || !welcome) return
    loading = true
    const url = new URL(`widget/${CHAT_FILE}${tries ? `?again=${tries}` : ''}`, base).href
    const arrived = (m: { startChat: StartChat }): void => {
      chat = m.startChat(link)
      for (const f of held) chat.frame(f)
      held = []
      if (!greeted) chat.down()
      if (wanted) chat.open()
    }
    import(/* @vite-ignore */ url).then(arrived).catch(() => { tries++ }).finally(() => { loading = false })
  }

  const frame = (f: ToVisitor): void => {
    if (f.t === 'welcome') {
      welcome = f
      greeted = true
      busy = f.conversation !== undefined || store.get('outbox') !== undefined
      if (f.token) store.set('token', f.token)
      store.set('epoch', f.epoch)
      flushLate()
      for (const s of edges.unusual()) socket.send({ t: 'tab', s, age: 0 })
      held = []
    } else if (f.t === 'available' && welcome) {
      welcome.available = f.on
    }
    paint()
    if (chat) { chat.frame(f); return }
    if (held.length < MOST_HELD) held.push(f)
    if (busy || wanted || f.t === 'offer' || f.t === 'conversation' || session.get('offer')) load()
  }

  const gone = (): void => { greeted = false; chat?.down() }

  function dial(): void {
    const mine: Socket<FromVisitor, ToVisitor> = new Socket<FromVisitor, ToVisitor>(`${origin.replace(/^http/, 'ws')}/v1/visitor/socket`, {
      up: safe(() => {
        const token = store.get('token')
        const epoch = store.get('epoch')
        mine.send({ t: 'hello', shop, ...(token && { token }), tab, page: page(), device: kind, lang: document.documentElement.lang || navigator.language,
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone, nav, consent, ...(cart && { cart }), visible: !document.hidden, ...(epoch && { epoch }) })
        nav = 'resume' // from here on the same page comes back, unless something below says otherwise
      }),
      frame: safe((f) => {
        if (f.t === 'back') mine.comeBack(f.in_ms)
        else if (socket === mine) frame(f)
      }),
      down: safe((final) => {
        if (socket !== mine) return
        if (final) launcher.hidden = true
        gone()
      }),
    })
    socket = mine
  }

  /** Edges and pulses made while the line is down go out when it is back, with their age. */
  const tell = (f: Late['f']): void => {
    if (!link.send(f)) late = [...late, { f, at: Date.now() }].slice(-MOST_LATE)
  }
  function flushLate(): void {
    for (const { f, at } of late) {
      const age = Date.now() - at + (f.age ?? 0)
      if (age < LATE_MS) socket.send({ ...f, age })
    }
    late = []
  }
  const pulse = (n: string, v?: number): void => {
    const { category, product } = page()
    tell({ t: 'pulse', n, ...(v !== undefined && { v }), ...(category && { cat: category }), ...(product && { p: product }), age: 0 })
  }
  const edges = watchEdges({ tab: (s, age) => tell({ t: 'tab', s, age }), pulse, page, phone: kind !== 'desktop' })

  const setCart = (token: string): void => {
    if (!token || token === cart) return
    cart = token
    link.send({ t: 'cart', token })
  }

  // ---- pages of a shop that changes them without a new document
  const moved = safe(() => {
    if (location.pathname === path) return
    path = location.pathname
    setTimeout(safe(() => { // the shop writes the new title and facts after the address
      facts = pageFacts()
      given = {}
      edges.newPage()
      link.send({ t: 'page', page: facts, nav: 'spa' })
      paint()
    }), SETTLE_MS)
  })
  for (const name of ['pushState', 'replaceState'] as const) {
    const real = history[name]
    history[name] = function (this: History, ...args: Parameters<History['pushState']>) {
      real.apply(this, args)
      moved()
    }
  }
  addEventListener('popstate', moved)

  addEventListener('pagehide', safe(() => {
    const token = store.get('token')
    if (token) {
      const now = Date.now()
      const told = late.flatMap(({ f, at }) => (f.t === 'tab' ? [{ s: f.s, age: now - at + f.age }] : []))
      late = []
      navigator.sendBeacon(`${origin}/v1/visitor/beacon`, JSON.stringify({ shop, token, tab, edges: [...told, { s: 'closed', age: 0 }].slice(-MOST_LATE) }))
    }
    socket.close() // an open line would keep the page out of the browser's cache
    gone()
  }))
  addEventListener('pageshow', safe((e: PageTransitionEvent) => {
    if (!e.persisted) return
    nav = 'bfcache' // hello tells of the page
    dial()
  }))

  new MutationObserver(safe(() => setCart(meta('zagaj:cart') ?? '')))
    .observe(document.head, { childList: true, subtree: true, attributes: true, attributeFilter: ['content'] })

  window.zagaj = {
    open: safe(open),
    close: safe(() => { wanted = false; chat?.close() }),
    consent: safe((on: boolean) => {
      if (on === consent) return
      consent = on
      if (on) { store.flush(); session.flush() }
      link.redial()
    }),
    cart: safe((token: string) => setCart(String(token))),
    page: safe((more: Partial<Page>) => {
      given = { ...given, ...more }
      link.send({ t: 'page', page: page(), nav: 'spa' })
    }),
    pulse: safe((name: string) => pulse(String(name))),
  }
  dial()
}

const script = document.currentScript
safe(() => {
  if (!(script instanceof HTMLScriptElement) || !script.dataset.shop || window.zagaj) return
  const { shop } = script.dataset
  const start = safe(() => run(script, shop))
  // A script in the head may run before there is a body to read and to stand in.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true })
  else start()
})()
