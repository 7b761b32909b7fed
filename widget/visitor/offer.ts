import type { AskedQuestion, Face, OfferFrame } from '../wire/frames'
import { button, h, icon } from './dom'
import { fill, type Texts } from './texts'

/** An operator's photo, or the initials when there is none or it does not load. */
export function faceView(face: Face, origin: string): HTMLElement {
  const circle = h('span', { class: 'face', 'aria-hidden': 'true' }, face.initials.slice(0, 2))
  // The server gives a path of its own; nothing is fetched from anybody else.
  if (face.photo?.[0] === '/') circle.append(h('img', { src: origin + face.photo, alt: '', error: (e) => (e.target as Element).remove() }))
  return circle
}

export interface OfferHooks {
  accept(question?: AskedQuestion): void
  dismiss(never: boolean): void
}

/** The card with which a consultant offers help. It takes neither the page nor the focus. */
export function offerCard(o: OfferFrame, shop: string, origin: string, t: Texts, on: OfferHooks): HTMLElement {
  const from = fill(t.from, { name: o.face.name, shop })
  return h('section', { class: 'card', role: 'dialog', 'aria-label': from, 'data-testid': 'zagaj-offer', keydown: (e) => {
    if ((e as KeyboardEvent).key === 'Escape') on.dismiss(false)
  } },
    faceView(o.face, origin), h('strong', { class: 'grow' }, from),
    button('bare', 'offer-close', () => on.dismiss(false), icon('M6 6l12 12M18 6L6 18'), t.dismiss),
    h('p', {}, o.text),
    h('div', { class: 'chips' }, ...o.questions.slice(0, 3).map((q) => chip(q, () => on.accept(q))),
      button('primary', 'offer-accept', () => on.accept(), t.write),
      button('quiet', 'offer-never', () => on.dismiss(true), t.never)))
}

export const chip = (question: AskedQuestion, click: () => void): HTMLElement => button('chip', 'question', click, question.text)
