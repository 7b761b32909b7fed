import type { FromVisitor, Page, ToVisitor, VisitorWelcome } from '../wire/frames'
import { dial, type Socket } from '../wire/socket'
import css from './launcher.css?inline'
import type { Call, Chat, Link, Measure, StartChat, StartMeasure } from './link'
import { idle, meta, safe } from './safe'
import { makeStore } from './store'
import { addStyle } from './style'
import { paint } from './theme'

const MOST_HELD = 100
/** After this a visitor who does nothing counts as idle, and a tab in the background lets its line go unless somebody talks
 *  in it: a visitor has one line, not one a tab. */
const IDLE_MS = 60_000
const ACTS = 'pointerdown pointermove keydown scroll click focusin'.split(' ')

/** Returns what hears the shop's calls from now on. */
function run(script: HTMLScriptElement, shop: string, calls: readonly Call[]): (...call: Call) => void {
  const set = script.dataset
  const { origin } = new URL(script.src)
  const gpc = navigator.globalPrivacyControl
  let consent = !set.consent && !gpc
  let asked = false // the visitor has asked for a conversation, which has to outlive the page
  const keep = (): boolean => consent || asked
  const store = makeStore(() => localStorage, shop, keep)
  const session = makeStore(() => sessionStorage, shop, keep)
  const flush = (): void => { store.flush(); session.flush() }
  let nav = 'load'
  let welcome: VisitorWelcome | undefined
  let greeted = false // welcome belongs to the line that is up now
  let busy = false // with a conversation, or something not sent
  let wanted = false
  let refused = false
  let chat: Chat | undefined
  let measure: Measure | undefined
  let acts: Event[] = []
  let held: ToVisitor[] = []
  const loading: Record<string, boolean> = {}
  let last = Promise.resolve() // is over when the part asked for last is here, or is not to be had
  let tries = '' // after a failure another address, since a browser remembers a module that failed
  let socket: Socket<FromVisitor> | undefined

  const host = document.createElement('zagaj-chat')
  const root = host.attachShadow({ mode: 'open' })
  const launcher = document.createElement('button')
  launcher.className = 'launcher'
  launcher.dataset.testid = 'zagaj-launcher'
  launcher.onclick = safe(open)
  launcher.onpointerenter = load // a finger rests on it for some hundredths of a second
  addStyle(root, css)
  root.append(launcher)

  const place = (): void => {
    if (!welcome) return
    launcher.ariaLabel = launcher.title = `${{ pl: 'Czat', uk: 'Чат' }[welcome.lang] ?? 'Chat'} · ${welcome.name}` // the other languages say "Chat", too
    launcher.hidden = refused || !(welcome.available || busy || welcome.closed)
    if (host.isConnected) return // a shop may change the whole body
    document.body.append(host)
    host.popover = 'manual'
    host.showPopover() // above whatever the shop stacks up; where a browser has none, it throws with nothing left to do
  }
  const show = (): void => { idle(place) }

  const device = !matchMedia('(pointer: coarse)').matches ? 'desktop' : Math.min(screen.width, screen.height) < 600 ? 'phone' : 'tablet'
  const bare = (): Page => consent ? { url: location.origin + location.pathname, type: meta('zagaj:page') } as Page : { url: location.origin }
  const link: Link = {
    calls, origin, host, root, launcher, set, store, session, device, page: bare(),
    // One id for each document, not for each tab: the end of the last page may reach the server after the next one's
    // beginning, and must not end that.
    tab: `${Math.random()}`,
    consent: () => consent,
    allow(on) {
      if (on === consent) return
      consent = on
      flush()
      link.page = bare()
      link.redial()
    },
    welcome: () => welcome,
    part: (file) => import(/* @vite-ignore */ origin + '/widget/' + file + tries),
    backlog: () => socket?.backlog() ?? 0,
    send: (f) => greeted && socket!.send(f),
    redial() { rest(); connect() },
    busy(on) { busy = on; show() },
    show,
  }

  function open(): void {
    asked = wanted = true
    flush()
    chat?.open()
    load()
  }

  /** Fetches a part's code, once it is needed. */
  function fetchPart<M>(file: string, arrived: (m: M) => void): void {
    if (loading[file]) return
    loading[file] = true
    last = link.part(file).then(arrived as (m: unknown) => void).catch(() => { tries += '?'; loading[file] = false })
  }

  function load(): void {
    if (!chat && welcome) fetchPart<{ startChat: StartChat }>(`chat-${/pl|de|cs|sk|uk/.test(welcome.lang) ? welcome.lang : 'en'}${CHAT_ENDS}`, (m) => {
      place()
      chat = m.startChat(link)
      for (const f of held) chat.frame(f)
      if (!greeted) chat.down()
      if (wanted) chat.open()
    })
  }

  // Measuring waits, with its request, too: what the visitor has just done may have asked for something, and a conversation
  // that is on its way comes first.
  const act = (e: Event): void => {
    if (acts.length < MOST_HELD) acts.push(e)
    last.then(() => idle(() => fetchPart<{ startMeasure: StartMeasure }>(MEASURE_FILE, (m) => idle(() => {
      for (const type of ACTS) removeEventListener(type, act, true)
      measure = m.startMeasure(link, acts)
      acts = []
      if (greeted) measure.up()
    }))))
  }
  for (const type of ACTS) addEventListener(type, act, true)
  setTimeout(() => { if (!measure) link.send({ t: 'tab', s: 'idle', age: 0 }) }, IDLE_MS)

  const frame = (f: ToVisitor): void => {
    if (f.t === 'welcome') {
      welcome = f
      paint(host, Object.assign(set, { ...f.look, ...set })) // the page's own word counts more
      greeted = true
      busy = !!(f.conversation || store.get('outbox'))
      if (f.token) store.set('token', f.token)
      measure?.up()
      held = []
    } else if (f.t === 'available') {
      welcome!.available = f.on
      welcome!.closed = f.closed!
    }
    show()
    if (chat) { chat.frame(f); return }
    if (held.length < MOST_HELD) held.push(f)
    if (busy || wanted || f.t === 'offer' || f.t === 'conversation' || session.get('offer')) load()
  }

  /** Tells the other tabs that the visitor looks at this one. */
  const lookedAt = (): void => { if (!document.hidden) store.set('line', link.tab) }
  /** Leaves the line to the tab that said so last. Two windows side by side both keep theirs. */
  const leave = safe(() => { if (document.hidden && store.get('line') !== link.tab) rest() })
  const gone = (): void => { greeted = false; chat?.down() }
  /** Lets the line go. */
  const rest = (): void => { socket?.close(); socket = undefined; gone() }

  function connect(): void {
    if (socket || refused) return
    const mine = dial<ToVisitor, FromVisitor>(`${origin.replace('http', 'ws')}/v1/visitor/socket`, {
      up: safe(() => {
        mine.send({ t: 'hello', shop, token: store.get('token'), tab: link.tab, page: link.page, device, lang: set.lang || document.documentElement.lang || navigator.language,
          nav, consent, cart: consent ? meta('zagaj:cart') : undefined, visible: !document.hidden, gpc, over: store.get('over') } as FromVisitor)
        lookedAt()
        nav = 'resume' // from here on the same page comes back, unless something below says otherwise
      }),
      frame: safe((f) => { if (socket === mine) frame(f) }),
      down: safe((final) => {
        if (socket !== mine) return
        refused ||= final
        gone()
        show()
      }),
    })
    socket = mine
  }

  let letGo: ReturnType<typeof setTimeout>
  addEventListener('visibilitychange', safe(() => {
    clearTimeout(letGo)
    addEventListener('storage', leave) // nobody has to leave before; it makes the browser open what is stored
    link.send({ t: 'tab', s: document.hidden ? 'hidden' : 'shown', age: 0 })
    lookedAt()
    leave()
    if (!document.hidden) connect()
    else if (!busy) letGo = setTimeout(rest, IDLE_MS)
  }))
  addEventListener('pagehide', safe(() => {
    measure?.bye()
    rest() // an open line would keep the page out of the browser's cache
  }))
  addEventListener('pageshow', safe((e: PageTransitionEvent) => {
    if (!e.persisted) return
    nav = 'bfcache' // hello tells of the page
    connect() // or it dialled when it was seen again
  }))

  idle(() => { if (!document.hidden) connect() }) // a tab opened behind another one dials when it is looked at
  return (name, a, b) => {
    if (name === 'open') open()
    else if (name === 'close') wanted = false
    else if (name === 'consent') link.allow(!!a)
    measure?.call(name, a, b)
    chat?.call(name, a, b)
  }
}

// A page may have an element of that name; it then has no shop.
const script = document.currentScript as HTMLScriptElement | null
safe(() => {
  const shop = script?.dataset.shop
  let live: (...call: Call) => void = () => {}
  const calls = window.Zagaj?.q ?? []
  if (!shop || window.Zagaj?.on) return
  window.Zagaj = Object.assign((...call: Call) => {
    if (calls.length < MOST_HELD) calls.push(call)
    safe(live)(...call)
  }, { on: 1 })
  // The page is painted first: a frame is asked for, which a page without a body does not get yet, nor one that is only prepared or was
  // opened behind another; and what follows waits for a moment with nothing to do.
  requestAnimationFrame(() => idle(() => {
    live = run(script, shop, calls)
    for (const call of calls) safe(live)(...call)
  }))
})()
