import type { FromVisitor, Page, TabState } from '../wire/frames'
import { askConsent } from './consent'
import { watchLayer } from './datalayer'
import { watchEdges } from './edges'
import { pageFacts } from './facts'
import { watchFailures } from './failures'
import type { Link, Measure } from './link'
import { idle, meta, safe } from './safe'

const LATE_MS = 60_000
const MOST_LATE = 20
const SETTLE_MS = 100
/** Shops change a page in many small steps; one look after each burst of them is enough. */
const LOOK_MS = 300
/** What a page says of itself to machines. */
const SAID = 'script[type="application/ld+json"], meta[name^="zagaj:"], meta[property]'

type Late = { f: Extract<FromVisitor, { t: 'tab' | 'pulse' }>; at: number }

/** Begins once the visitor does something: what the page says of itself, dwell, signals. Nothing of it happens before consent. */
export function startMeasure(link: Link, acts: readonly Event[]): Measure {
  let late: Late[] = []
  let given: Partial<Page> = {}
  let cart = meta('zagaj:cart') ?? ''
  let path = viewed()
  let settling: ReturnType<typeof setTimeout>
  let edges: ReturnType<typeof watchEdges> | undefined
  let failures: ReturnType<typeof watchFailures> | undefined
  let identity: Extract<FromVisitor, { t: 'identify' }> | undefined
  let agreed = false // on this page
  let owed = false // the page's facts, which the line was not up to take

  /** Edges and pulses made while the line is down go out when it is back, with their age. */
  const tell = (f: Late['f']): void => {
    if (link.consent() && !link.send(f)) late = [...late, { f, at: Date.now() }].slice(-MOST_LATE)
  }
  const pulse = (n: string, v?: number): void => {
    const { category, product } = link.page
    tell({ t: 'pulse', n, ...(v !== undefined && { v }), ...(category && { cat: category }), ...(product && { p: product }), age: 0 })
  }
  /** nav "facts": more about the page that was told already, not another view of it. */
  const sendPage = (nav: string): void => { owed = !link.send({ t: 'page', page: link.page, nav, zone: link.session.get('zone') }) }
  const tellPage = (nav: string): void => {
    link.page = { ...pageFacts(), ...given }
    failures?.page(link.page.type)
    sendPage(nav)
    if (link.session.get('panel')) link.send({ t: 'questions' }) // an open conversation asks what fits this page
  }
  const setCart = (token: string): void => {
    if (!token || token === cart) return
    cart = token
    if (link.consent()) link.send({ t: 'cart', token })
  }
  /** Who the shop says this is; told on every line, for the server keeps it by the visitor. */
  const introduce = (): void => { if (identity && link.consent()) link.send(identity) }
  const more = (facts: Partial<Page>): void => {
    given = { ...given, ...facts }
    if (edges && link.consent()) tellPage('facts')
  }
  const begin = (): void => {
    if (edges || !link.consent()) return
    failures = watchFailures(pulse)
    tellPage('facts')
    if (!link.session.get('zone')) idle(() => { // the first question of this kind takes a browser longer than all else here: once a tab, and by itself
      link.session.set('zone', Intl.DateTimeFormat().resolvedOptions().timeZone)
      sendPage('facts')
    })
    edges = watchEdges({ tab: (s, age) => tell({ t: 'tab', s, age }), pulse, page: () => link.page, phone: matchMedia('(pointer: coarse)').matches, set: link.set }, acts)
    watchMoves(() => {
      if (viewed() === path) return
      path = viewed()
      given = {}
      clearTimeout(settling) // a shop that pushes an address and tidies it at once shows one page
      settling = setTimeout(safe(() => { // the shop writes the new title and facts after the address
        link.show()
        if (!link.consent()) return
        edges?.newPage()
        tellPage('spa')
      }), SETTLE_MS)
    })
    watchWords(() => {
      setCart(meta('zagaj:cart') ?? '')
      if (link.consent() && JSON.stringify({ ...pageFacts(), ...given }) !== JSON.stringify(link.page)) tellPage('facts')
    })
  }
  const consent = askConsent(link.set.consent, (on) => link.allow(on))
  watchLayer({ page: more, pulse: (n) => pulse(n), grew: () => consent.layerGrew() })
  begin()

  /** What was not told goes out by a beacon; a pulse waits for the line. */
  const beacon = (s: TabState): void => {
    const token = link.store.get('token')
    if (!token || !link.consent()) return
    const edges = late.flatMap(({ f, at }) => (f.t === 'tab' ? [{ s: f.s, age: Date.now() - at + f.age }] : []))
    late = late.filter(({ f }) => f.t !== 'tab')
    navigator.sendBeacon(`${link.origin}/v1/visitor/beacon`, JSON.stringify({ shop: link.set.shop, token, tab: link.tab, edges: [...edges, { s, age: 0 }].slice(-MOST_LATE) }))
  }
  // A phone may never show a hidden page again. With the line up the loader has told of it there, where it cannot overtake.
  document.addEventListener('visibilitychange', safe(() => { if (document.hidden && late.length) beacon('hidden') }))

  const measure: Measure = {
    up() {
      begin()
      if (!link.consent()) {
        late = []
        if (agreed) forget(link)
        agreed = false
        return
      }
      agreed = true
      if (owed) tellPage('facts')
      introduce()
      for (const { f, at } of late.splice(0)) {
        const age = Date.now() - at + (f.age ?? 0)
        if (age < LATE_MS) link.send({ ...f, age })
      }
      for (const s of edges?.unusual() ?? []) link.send({ t: 'tab', s, age: 0 })
    },
    call(name, a) {
      if (name === 'event') pulse(String(a).slice(0, 40))
      else if (name === 'cart') setCart(String(a))
      else if (name === 'identify') {
        const { customer, until, proof } = Object(a) as Record<string, unknown>
        identity = { t: 'identify', customer: `${customer}`, until: Number(until), proof: `${proof}` }
        introduce()
      } else if (name === 'page' && a && typeof a === 'object') more(a)
    },
    bye() { beacon('closed') },
  }
  for (const call of link.calls) measure.call(...call)
  return measure
}

/** Who takes consent back is not known again, unless there is a conversation, or a message for one, to be found again: a window is built by an offer and by a finger that slides
 *  away, too. The server has been told by now. */
const forget = safe(({ welcome, store, session, set }: Link): void => {
  if (welcome()?.conversation || store.get('outbox') || session.get('panel')) return
  for (const area of [localStorage, sessionStorage]) for (const key of Object.keys(area)) if (key.startsWith(`zagaj:${set.shop}:`)) area.removeItem(key)
})

/** The address as far as it makes another page: not the fragment, nor what advertisements append and shops then take off. */
const viewed = (): string => location.pathname + location.search.replace(/\b(utm_\w+|gclid|fbclid)=[^&]*&?/g, '').replace(/[?&]$/, '')

/** Pages of a shop that changes them without a new document. */
function watchMoves(moved: () => void): void {
  const run = safe(moved)
  for (const name of ['pushState', 'replaceState'] as const) safe(() => { // a page may have frozen them
    const real = history[name]
    history[name] = function (this: History, ...args: Parameters<History['pushState']>) {
      real.apply(this, args)
      run()
    }
  })()
  addEventListener('popstate', run)
}

/** Another product, size or cart on a page whose address stays, or whose words come after its address. */
function watchWords(changed: () => void): void {
  const words = (): string => [...document.querySelectorAll<HTMLMetaElement>(SAID)].map((el) => el.content ?? el.textContent).join()
  let was = words()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = safe(() => {
    timer = undefined
    const now = words()
    if (now === was) return
    was = now
    changed()
  })
  new MutationObserver(() => { timer ??= setTimeout(look, LOOK_MS) }).observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['content'] })
}
