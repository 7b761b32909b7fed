import type { Face, OfferFrame } from '../wire/frames'
import { h, icon } from './dom'
import { fill, type Texts } from './texts'

/** An operator's photo, or the initials when there is none or it does not load. */
export function faceView(face: Face, origin: string): HTMLElement {
  const circle = h('span', { class: 'face', 'aria-hidden': 'true' }, face.initials.slice(0, 2))
  if (!face.photo) return circle
  try {
    const src = new URL(face.photo, origin)
    if (!/^https?:$/.test(src.protocol)) return circle
    circle.append(h('img', { src: src.href, alt: '', referrerpolicy: 'no-referrer', error: (e) => (e.target as Element).remove() }))
  } catch { /* not an address: the initials stay */ }
  return circle
}

export const CLOSE_ICON = 'M6 6l12 12M18 6L6 18'

export interface OfferHooks {
  accept(question?: string): void
  dismiss(never: boolean): void
}

/** The card with which a consultant offers help. It takes neither the page nor the focus. */
export function offerCard(o: OfferFrame, shop: string, origin: string, t: Texts, on: OfferHooks): HTMLElement {
  const from = fill(t.from, { name: o.face.name, shop })
  return h('section', { class: 'card', role: 'dialog', 'aria-label': `${t.offer}: ${from}`, 'data-testid': 'zagaj-offer', keydown: (e) => {
    if ((e as KeyboardEvent).key === 'Escape') on.dismiss(false)
  } },
    h('div', { class: 'card-head' }, faceView(o.face, origin), h('strong', { class: 'grow' }, from),
      h('button', { class: 'bare', type: 'button', 'aria-label': t.dismiss, title: t.dismiss, 'data-testid': 'zagaj-offer-close', click: () => on.dismiss(false) }, icon(CLOSE_ICON))),
    h('p', { class: 'card-text' }, o.text),
    h('div', { class: 'chips', role: 'group', 'aria-label': t.questions }, ...(o.questions ?? []).slice(0, 3).map((q) => chip(q.text, () => on.accept(q.text)))),
    h('div', { class: 'card-foot' },
      h('button', { class: 'primary', type: 'button', 'data-testid': 'zagaj-offer-accept', click: () => on.accept() }, t.write),
      h('button', { class: 'quiet', type: 'button', 'data-testid': 'zagaj-offer-never', click: () => on.dismiss(true) }, t.never)))
}

export const chip = (question: string, click: () => void): HTMLElement =>
  h('button', { class: 'chip', type: 'button', 'data-testid': 'zagaj-question', click }, question)
