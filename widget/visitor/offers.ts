import type { OfferFrame } from '../wire/frames'
import type { Link } from './link'
import { offerCard } from './offer'
import { fill, isRTL, type Texts } from './texts'

const MOST_MS = 2 ** 31 - 1

export interface OffersHooks {
  accepted(offer: OfferFrame, question?: string): void
  emit(name: 'offer' | 'dismiss', detail: object): void
}

/** The offer on this tab's screen, from its arrival to its end. */
export class Offers {
  readonly #link: Link
  readonly #t: Texts
  /** A polite live region: the card itself takes no focus. */
  readonly #spoken: HTMLElement
  readonly #on: OffersHooks
  #shown: { frame: OfferFrame; card: HTMLElement; timer: ReturnType<typeof setTimeout> } | undefined

  constructor(link: Link, t: Texts, spoken: HTMLElement, on: OffersHooks) {
    this.#link = link
    this.#t = t
    this.#spoken = spoken
    this.#on = on
  }

  /** The server names the tab an offer is meant for; without a name it is for every tab. */
  show(f: OfferFrame & { tab?: string }): void {
    if ((f.tab && f.tab !== this.#link.tab) || this.#shown?.frame.offer === f.offer || this.#writing()) return
    this.#remove()
    const shop = this.#link.welcome()?.name ?? ''
    const card = offerCard(f, shop, this.#link.origin, this.#t, { accept: (q) => this.accept(q), dismiss: (never) => this.#dismiss(never) })
    if (isRTL(this.#link.welcome()?.lang ?? '')) card.dir = 'rtl'
    this.#shown = { frame: f, card, timer: setTimeout(() => this.#remove(), Math.min(f.expires_ms, MOST_MS)) }
    // The card stays when the visitor goes on to the shop's next page.
    this.#link.session.set('offer', JSON.stringify({ frame: f, until: Date.now() + f.expires_ms }))
    this.#link.launcher.classList.add('offered')
    this.#link.root.append(card)
    const seen = (): void => {
      if (this.#shown?.card === card && document.hidden) return
      document.removeEventListener('visibilitychange', seen)
      if (this.#shown?.card !== card) return
      this.#link.send({ t: 'shown', offer: f.offer })
      this.#on.emit('offer', { offer: f.offer })
      this.#spoken.textContent = `${fill(this.#t.from, { name: f.face.name, shop })}: ${f.text}`
    }
    document.addEventListener('visibilitychange', seen)
    seen()
  }

  /** The visitor is filling in a form of the shop: a card now would be in the way. The server takes back what is not shown. */
  #writing(): boolean { return document.activeElement?.matches('textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])') ?? false }

  /** The offer the last page of this tab was showing; a conversation makes it pointless. */
  restore(talking: boolean): void {
    if (this.#shown) return
    try {
      const kept = JSON.parse(this.#link.session.get('offer') ?? 'null') as { frame: OfferFrame; until: number } | null
      const left = (kept?.until ?? 0) - Date.now()
      if (kept && left > 0 && !talking) this.show({ ...kept.frame, tab: this.#link.tab, expires_ms: left })
      else this.#remove()
    } catch { this.#remove() }
  }

  withdraw(offer: string): void { if (this.#shown?.frame.offer === offer) this.#remove() }

  /** Takes up the offer on the screen; false when there is none. */
  accept(question?: string): boolean {
    const offer = this.#shown?.frame
    if (!offer) return false
    this.#remove()
    this.#on.accepted(offer, question)
    return true
  }

  #dismiss(never: boolean): void {
    const offer = this.#shown?.frame.offer
    if (!offer) return
    this.#remove()
    this.#link.send({ t: 'dismiss', offer, ...(never && { never }) })
    this.#on.emit('dismiss', { offer })
  }

  #remove(): void {
    this.#link.session.set('offer', undefined)
    if (!this.#shown) return
    clearTimeout(this.#shown.timer)
    const focused = this.#shown.card.contains(this.#link.root.activeElement)
    this.#shown.card.remove()
    this.#shown = undefined
    this.#spoken.textContent = ''
    this.#link.launcher.classList.remove('offered')
    if (focused) this.#link.launcher.focus({ preventScroll: true })
  }
}
