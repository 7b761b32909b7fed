import { beforeAll, expect, test, vi } from 'vitest'

import type { FromVisitor, Message, OfferFrame, ToVisitor, VisitorWelcome } from '../wire/frames'
import { texts } from './lang/pl'
import type { Call, Chat, Link } from './link'
import { makeStore } from './store'

// The conversation as a page has it: one module, one shadow root, a server that the test plays.
const sent: FromVisitor[] = []
const heard: string[] = []
const welcome = { t: 'welcome', visitor: 'v1', epoch: 'e1', name: 'Halny', lang: 'pl', available: true, peek: 'draft', peek_on: true, quiet: false, letters: true, photos: false } as VisitorWelcome
const face = { operator: 'o1', name: 'Anna', initials: 'A' }
const offer: OfferFrame = { t: 'offer', offer: 'of1', tab: 'tab1', face, text: 'Pomóc?', expires_ms: 600_000,
  questions: [{ id: 'q1', text: 'Czy mogę zwrócić?', answer: 'Tak, w 30 dni.' }, { id: 'q2', text: 'Kiedy dojdzie?' }] }
const open = { id: 'c1', visitor: 'v1', operator: 'o1', offer: '', state: 'open' as const, seq: 0, preview: '', waiting: false, created_at: 1, updated_at: 1, closed_at: 0 }

const keyboard = Object.assign(new EventTarget(), { height: 0, offsetTop: 0 })

let chat: Chat
let root: ShadowRoot
const find = (id: string): HTMLElement | null => root.querySelector(`[data-testid=zagaj-${id}]`)
const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid=zagaj-${id}]`)]
const last = (t: FromVisitor['t']): Record<string, unknown> | undefined => sent.findLast((f) => f.t === t) as Record<string, unknown> | undefined
const hear = (f: ToVisitor): void => { if (f.t === 'welcome') Object.assign(welcome, f); chat.frame(f) }
const said = (seq: number, role: Message['role'], text: string, id = `m${seq}`): Message => ({ id, conversation: 'c1', seq, role, author: '', name: 'Anna', text, sent_at: Date.now() })
const message = (m: Message): void => hear({ t: 'message', message: m, prev: m.seq - 1 })

beforeAll(async () => {
  Object.assign(globalThis, { MORE_FILE: 'more', ORDER_FILE: 'order', TELL_FILE: 'tell' })
  Object.defineProperty(window, 'visualViewport', { value: keyboard })
  const { start } = await import('./chat')
  const host = document.createElement('div')
  root = host.attachShadow({ mode: 'open' })
  const launcher = document.createElement('button')
  launcher.className = 'launcher'
  root.append(launcher)
  document.body.append(host)
  const link: Link = {
    origin: 'https://chat.example', tab: 'tab1', host, root, launcher, set: { shop: 'k' } as DOMStringMap, store: makeStore(() => localStorage, 'k'), session: makeStore(() => sessionStorage, 'k'), device: 'desktop',
    part: (file) => (file === 'more' ? import('./more') : file === 'order' ? import('./order') : import('./tell')),
    calls: [['on', '*', (_: object, name: string) => heard.push(name)] as Call], page: { url: 'https://shop.example/' }, consent: () => true, allow() {}, welcome: () => welcome,
    backlog: () => 0, send(f) { sent.push(f); return true }, redial() {}, busy() {}, show() {},
  }
  chat = start(link, texts)
  chat.frame(welcome)
})

test('a question is answered on the spot where the shop has said what there is to say; questions are asked for once the window is drawn', async () => {
  chat.open()
  expect([last('open'), last('questions')]).toEqual([{ t: 'open' }, undefined])
  await vi.waitFor(() => expect(last('questions')).toBeDefined())
  hear({ t: 'questions', questions: offer.questions })
  all('question')[0]!.click()
  expect([last('tap')?.['question'], last('say')]).toEqual(['q1', undefined])
  expect(root.querySelector('.log')!.textContent).toContain('Tak, w 30 dni.')
  expect(all('question').map((q) => q.textContent)).toEqual(['Kiedy dojdzie?'])
  find('minimize')!.click()
})

test('an offer is shown once it is there; its question is said to whoever offers, acknowledged and read', () => {
  hear(offer)
  expect(last('shown')?.['offer']).toBe('of1')
  find('offer')!.querySelector<HTMLElement>('[data-testid=zagaj-question]')!.click()
  expect(find('offer')).toBeNull()
  expect(last('accept')?.['offer']).toBe('of1')
  hear({ t: 'conversation', conversation: open, face })
  const say = last('say')!
  expect([say['text'], say['question']]).toEqual(['Czy mogę zwrócić?', 'q1'])
  expect(all('message')).toHaveLength(1)
  hear({ t: 'ack', id: String(say['id']), conversation: 'c1', seq: 1, at: Date.now() })
  expect(all('message')).toHaveLength(1)
  expect(find('message')!.textContent).toContain('wysłano')
  hear({ t: 'read', conversation: 'c1', seq: 1 })
  expect(find('message')!.textContent).toContain('przeczytano')
})

test('an offer that no longer holds is taken away, and one closed with a tap is gone for good', () => {
  hear({ t: 'conversation', conversation: { ...open, state: 'closed' } })
  find('minimize')!.click()
  hear({ ...offer, offer: 'of2' })
  expect(find('offer')).not.toBeNull()
  hear({ t: 'withdraw', offer: 'of2', reason: 'condition' })
  expect(find('offer')).toBeNull()
  expect(last('dismiss')).toBeUndefined()
  hear({ ...offer, offer: 'of3' })
  find('offer-close')!.click()
  expect(find('offer')).toBeNull()
  expect(last('dismiss')).toEqual({ t: 'dismiss', offer: 'of3', never: false })
  expect(sessionStorage.getItem('zagaj:k:offer')).toBeNull()
})

test('an answer to whoever has put the window away is a quiet dot: no sound, no title, no window', () => {
  hear({ t: 'conversation', conversation: { ...open, id: 'c0' }, face })
  const title = document.title
  const sounds = vi.fn()
  vi.stubGlobal('Audio', sounds)
  vi.stubGlobal('Notification', sounds)
  hear({ t: 'message', message: { ...said(1, 'operator', 'Jest tam kto?'), conversation: 'c0' }, prev: 0 })
  expect(root.querySelector('.launcher')!.classList.contains('unread')).toBe(true)
  expect(root.querySelector('[aria-live=polite]')!.textContent).toBe('Anna: Jest tam kto?')
  expect([document.title, sounds.mock.calls.length, find('panel')!.hidden]).toEqual([title, 0, true])
  vi.unstubAllGlobals()
  chat.open()
  expect(root.querySelector('.launcher')!.classList.contains('unread')).toBe(false)
  hear({ t: 'conversation', conversation: open, face })
})

test('somebody typing is three dots with words for who cannot see them, until the answer is there', () => {
  hear({ t: 'typing', on: true })
  expect(root.querySelector('.dots')!.getAttribute('aria-label')).toBe('Konsultant pisze…')
  hear({ t: 'typing', on: false })
  expect(root.querySelector('.dots')).toBeNull()
})

test('the keyboard of a phone leaves the window the rest of the screen', () => {
  Object.assign(keyboard, { height: 333.4, offsetTop: 12 })
  keyboard.dispatchEvent(new Event('resize'))
  expect(['--view-height', '--view-top'].map((name) => find('panel')!.style.getPropertyValue(name))).toEqual(['333px', '12px'])
})

test('the unsent words are kept for the next page of this tab', () => {
  const field = find('input') as HTMLTextAreaElement
  field.value = 'Zastanawiam się'
  field.dispatchEvent(new Event('input'))
  expect(sessionStorage.getItem('zagaj:k:draft')).toBe('Zastanawiam się')
  field.value = ''
  field.dispatchEvent(new Event('input'))
  expect(sessionStorage.getItem('zagaj:k:draft')).toBeNull()
})

test('the line under the field says what is seen, and turns it off for good', () => {
  expect(find('peek-line')!.textContent).toContain('zanim wyślesz')
  find('peek-toggle')!.click()
  expect(last('peek')).toMatchObject({ on: false })
  expect(find('peek-line')!.textContent).toContain('nie widzi')
  hear({ ...welcome, conversation: open, face } as VisitorWelcome)
  expect(last('peek')).toMatchObject({ on: false }) // told again on every new line
  find('peek-toggle')!.click()
})

test('an answer, a hand-over and a promise are drawn, the promise with a way to be written to', async () => {
  message(said(2, 'operator', 'Jutro. Więcej: https://shop.example/dostawa.'))
  expect(root.querySelector('a')!.getAttribute('href')).toBe('https://shop.example/dostawa')
  message(said(3, 'system', 'Rozmowę przejmuje teraz Jan.'))
  message(said(4, 'system', 'Anna odpowie do 14:00.', 'promise:p1'))
  await expect.poll(() => find('reach')?.textContent).toBe('Wyślij odpowiedź też e-mailem')
  find('reach')!.click()
  const asked = (): HTMLInputElement => find('asked') as HTMLInputElement
  asked().value = 'jan@example'
  find('ask')!.click()
  hear({ t: 'error', code: 'invalid', message: 'no address' })
  await expect.poll(() => root.querySelector('.ask')!.textContent).toContain('Nie udało się')
  expect(asked().value).toBe('jan@example') // to be corrected, not typed anew
  asked().value += '.com'
  find('ask')!.click()
  expect(last('reach')).toEqual({ t: 'reach', promise: 'p1', email: 'jan@example.com' })
  hear({ t: 'reach', promise: 'p1', on: true })
  await expect.poll(() => root.querySelector('.promise')!.textContent).toContain('Odpowiedź dostaniesz też e-mailem.')
})

test('a long history draws its end only, by days, and is not read out when it comes back', () => {
  const log = root.querySelector<HTMLElement>('.log')!
  const loud: unknown[] = []
  const { insertBefore } = log
  log.insertBefore = function (this: HTMLElement, ...args) { loud.push(this.ariaLive); return insertBefore.apply(this, args) as typeof args[0] } as typeof log.insertBefore
  hear({ t: 'reset', conversation: 'c1' })
  hear({ t: 'tail', conversation: 'c1', messages: Array.from({ length: 400 }, (_, i) => said(5 + i, 'operator', `wiadomość ${i}`)), more: false })
  expect(all('message')).toHaveLength(100)
  expect(all('message').at(-1)!.textContent).toContain('wiadomość 399')
  expect(log.querySelector('.system')!.textContent).toBe('dzisiaj')
  expect(log.ariaLive).toBe('polite')
  // Scrolled up and down again, as many are drawn, none is lost, and none is read out.
  const ends = (): unknown[] => [all('message').length, all('message')[0]!.querySelector('.bubble')!.textContent, all('message').at(-1)!.querySelector('.bubble')!.textContent]
  log.dispatchEvent(new Event('scroll'))
  expect(ends()).toEqual([100, 'Anna: wiadomość 250', 'Anna: wiadomość 349'])
  log.scrollTop = 300
  log.dispatchEvent(new Event('scroll'))
  expect(ends()).toEqual([100, 'Anna: wiadomość 300', 'Anna: wiadomość 399'])
  expect([...new Set(loud)]).toEqual(['off'])
  log.insertBefore = insertBefore
})

test('whoever writes has the floor: that the consultant types is hidden while the visitor does', () => {
  const dots = (): number => root.querySelectorAll('.dots').length
  const field = find('input') as HTMLTextAreaElement
  const type = (text: string): void => { field.value = text; field.dispatchEvent(new Event('input')) }
  hear({ t: 'typing', on: true })
  expect(dots()).toBe(1)
  type('A ile')
  expect(dots()).toBe(0)
  hear({ t: 'typing', on: true })
  expect(dots()).toBe(0)
  type('A ile kosztuje?')
  find('send')!.click()
  hear({ t: 'ack', id: String(last('say')!['id']), conversation: 'c1', seq: 405, at: Date.now() })
  hear({ t: 'typing', on: true })
  expect(dots()).toBe(1)
  hear({ t: 'typing', on: false })
  expect(dots()).toBe(0)
})

test('everybody may be called once nobody has answered for half a minute', async () => {
  const open = async (): Promise<HTMLElement> => {
    find('menu')!.click()
    await expect.poll(() => find('call')).not.toBeNull()
    return find('call')!
  }
  message(said(406, 'visitor', 'Halo?'))
  expect((await open()).hidden).toBe(true)
  find('menu')!.click()
  message({ ...said(407, 'visitor', 'Jest tam kto?'), sent_at: Date.now() - 31_000 })
  const item = await open()
  expect(item.hidden).toBe(false)
  item.click()
  expect([last('call'), root.querySelector<HTMLElement>('.menu')!.hidden]).toEqual([{ t: 'call' }, true])
  message(said(408, 'system', 'Pytamy teraz wszystkich konsultantów.'))
  expect((await open()).hidden).toBe(true)
  find('menu')!.click()
})

test('the place in the queue, closed hours and the end say what they are', async () => {
  hear({ t: 'conversation', conversation: { ...open, state: 'waiting', operator: '' } })
  hear({ t: 'queue', conversation: 'c1', place: 2, wait_s: 150 })
  expect(root.querySelector('header')!.textContent).toContain('Twoje miejsce w kolejce: 2, około 3 min')
  hear({ t: 'conversation', conversation: { ...open, state: 'closed' } })
  await expect.poll(() => all('star').length).toBe(5)
  all('star')[3]!.click()
  expect(last('rate')).toEqual({ t: 'rate', conversation: 'c1', rating: 4 })
  expect(find('copy')).not.toBeNull()
  find('minimize')!.click()
  expect(find('panel')!.hidden).toBe(true)
  Object.assign(welcome, { available: false, closed: { mode: 'message', opens_at: Date.UTC(2030, 0, 1) } })
  chat.open()
  expect(root.querySelector('header')!.textContent).toContain('Teraz nas nie ma')
  expect(root.querySelector('header')!.textContent).toContain('Odpowiemy od 1 sty 2030')
  expect(heard).toEqual(expect.arrayContaining(['offer', 'accept', 'open', 'say', 'message', 'close']))
})

test('an order is asked about from the menu, and what the server says stands there and nowhere else', async () => {
  find('menu')!.click()
  await expect.poll(() => find('order')).not.toBeNull()
  find('order')!.click()
  await expect.poll(() => find('order-box')).not.toBeNull()
  const type = (id: string, text: string): void => { (find(id) as HTMLInputElement).value = text }
  const look = (number: string, proof: string): Record<string, unknown> => {
    type('order-number', number)
    type('order-proof', proof)
    find('order-look')!.click()
    return last('order')!
  }
  const first = look(' 1042 ', '00-950')
  expect([first['number'], first['postcode'], first['phone']]).toEqual(['1042', '00-950', undefined])
  hear({ t: 'order', id: String(first['id']), found: false })
  await expect.poll(() => find('order-box')!.textContent).toContain('Nie ma takiego zamówienia.')
  expect(look('1042', '+48 600 100 200')).toMatchObject({ phone: '+48 600 100 200' })
  const { id, postcode, phone } = look('1042', '1234')
  expect([postcode, phone]).toEqual(['1234', '1234']) // some countries' postal codes have four digits
  hear({ t: 'order', id: 'of another tab', found: true, number: '7', status: 'done', placed_at: 1 })
  hear({ t: 'order', id: String(id), found: true, number: '1042', status: 'shipped', placed_at: Date.UTC(2026, 4, 2, 10) })
  await expect.poll(() => find('order-box')!.textContent).toContain('Zamówienie 1042 z 2 maja 2026: w drodze')
  find('order-close')!.click()
  expect(find('order-box')).toBeNull()
})
