import type { AskedQuestion, OfferFrame } from '../wire/frames'
import type { Link } from './link'
import { offerCard } from './offer'
import { fill, type Texts } from './texts'

/** What somebody may be filling in; a box to tick is no text that a card would hide. */
const FIELDS = 'select, [type=range], :read-write'
/** After these another field may lie under the card. */
const MOVES = ['scroll', 'focusin', 'focusout', 'resize']

export interface OffersHooks {
  accepted(offer: OfferFrame, question?: AskedQuestion): void
  emit(name: 'offer' | 'dismiss', detail: object): void
}

// The offer on this tab's screen, from its arrival to its end.

let link: Link
let t: Texts
/** A polite live region: the card itself takes no focus. */
let spoken: HTMLElement
let on: OffersHooks
let shown: { frame: OfferFrame; card: HTMLElement; timer: ReturnType<typeof setTimeout> } | undefined

export function start(...given: [link: Link, texts: Texts, spoken: HTMLElement, on: OffersHooks]): void {
  [link, t, spoken, on] = given
}

/** The server names the tab an offer is meant for; without a name it is for every tab. */
export function show(f: OfferFrame): void {
  if ((f.tab && f.tab !== link.tab) || shown?.frame.offer === f.offer || writing()) return
  remove()
  const shop = link.welcome()!.name
  const card = offerCard(f, shop, link.origin, t, { accept, dismiss })
  shown = { frame: f, card, timer: setTimeout(remove, f.expires_ms) }
  // The card stays when the visitor goes on to the shop's next page.
  link.session.set('offer', JSON.stringify({ frame: f, until: Date.now() + f.expires_ms }))
  link.launcher.classList.add('offered')
  link.root.append(card)
  const seen = (): void => {
    if (document.hidden) return
    document.removeEventListener('visibilitychange', seen)
    if (shown?.card !== card) return
    link.send({ t: 'shown', offer: f.offer })
    on.emit('offer', { offer: f.offer })
    spoken.textContent = `${fill(t.from, { name: f.face.name, shop })}: ${f.text}`
  }
  document.addEventListener('visibilitychange', seen)
  seen()
  for (const type of MOVES) addEventListener(type, makeRoom, true)
  makeRoom()
}

/** The card makes room for what the visitor is filling in, and for any field that would lie under it. */
function makeRoom(): void {
  const card = shown?.card
  if (!card) return
  const c = card.getBoundingClientRect()
  const under = [...document.querySelectorAll(FIELDS)].some((field) => {
    const f = field.getBoundingClientRect()
    return f.width > 0 && f.right > c.left && f.left < c.right && f.bottom > c.top && f.top < c.bottom
  })
  card.classList.toggle('yield', under || writing())
}

/** The visitor is filling in a form of the shop: a card now would be in the way. The server takes back what is not shown. */
function writing(): boolean { return document.activeElement?.matches(FIELDS) ?? false }

/** The offer the last page of this tab was showing; a conversation makes it pointless. */
export function restore(talking: boolean): void {
  if (shown) return
  try {
    const kept = JSON.parse(link.session.get('offer')!) as { frame: OfferFrame; until: number } // nothing is no JSON
    const left = kept.until - Date.now()
    if (left > 0 && !talking) show({ ...kept.frame, tab: link.tab, expires_ms: left })
    else remove()
  } catch { remove() }
}

export function withdraw(offer: string): void { if (shown?.frame.offer === offer) remove() }

/** Takes up the offer on the screen; false when there is none. */
export function accept(question?: AskedQuestion): boolean {
  const offer = shown?.frame
  if (!offer) return false
  remove()
  on.accepted(offer, question)
  return true
}

function dismiss(never: boolean): void {
  const offer = shown?.frame.offer
  if (!offer) return
  remove()
  link.send({ t: 'dismiss', offer, never })
  on.emit('dismiss', { offer })
}

function remove(): void {
  link.session.set('offer', undefined)
  if (!shown) return
  clearTimeout(shown.timer)
  for (const type of MOVES) removeEventListener(type, makeRoom, true)
  const focused = shown.card.contains(link.root.activeElement)
  shown.card.remove()
  shown = undefined
  spoken.textContent = ''
  link.launcher.classList.remove('offered')
  if (focused) link.launcher.focus({ preventScroll: true })
}
