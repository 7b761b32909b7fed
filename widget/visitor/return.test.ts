import { beforeEach, expect, test, vi } from 'vitest'

import type { Conversation, FromVisitor, Message, ToVisitor, VisitorWelcome } from '../wire/frames'
import { texts } from './lang/pl'
import type { Chat, Link } from './link'
import { makeStore } from './store'

// A visitor who goes from page to page: each has the conversation's code anew, and what the browser keeps is all it knows.

const face = { operator: 'o1', name: 'Anna', initials: 'A' }
const talk: Conversation = { id: 'c1', visitor: 'v1', operator: 'o1', offer: '', state: 'open', seq: 2, preview: '', waiting: false, created_at: 1, updated_at: 1, closed_at: 0 }
const ended: Conversation = { ...talk, state: 'closed', closed_at: 5 }
const said = (seq: number, role: Message['role'], text: string): Message => ({ id: `m${seq}`, conversation: 'c1', seq, role, author: '', name: 'Anna', text, sent_at: Date.now() })
const words = [said(1, 'visitor', 'Czy jest M?'), said(2, 'operator', 'Tak, ostatnia sztuka.')]

class Page {
  readonly root: ShadowRoot
  readonly sent: FromVisitor[] = []
  readonly busy = vi.fn()
  chat!: Chat

  readonly welcome: VisitorWelcome

  private constructor(welcome: VisitorWelcome) {
    this.welcome = welcome
    const host = document.createElement('div')
    this.root = host.attachShadow({ mode: 'open' })
    document.body.replaceChildren(host)
  }

  static async open(more: Partial<VisitorWelcome> = {}): Promise<Page> {
    vi.resetModules()
    const { start } = await import('./chat')
    const page = new Page({ t: 'welcome', visitor: 'v1', epoch: 'e1', name: 'Halny', lang: 'pl', available: true, peek: 'draft', peek_on: true, quiet: false, letters: false, photos: false, ...more })
    const launcher = document.createElement('button')
    page.root.append(launcher)
    const link: Link = {
      origin: 'https://chat.example', tab: 'tab1', host: page.root.host as HTMLElement, root: page.root, launcher, set: {}, device: 'desktop', calls: [], page: { url: 'https://shop.example/' },
      store: makeStore(() => localStorage, 'k'), session: makeStore(() => sessionStorage, 'k'), part: () => import('./more'), consent: () => true, allow() {}, welcome: () => page.welcome,
      backlog: () => 0, send(f) { page.sent.push(f); return true }, redial() {}, busy: page.busy, show() {},
    }
    page.chat = start(link, texts)
    page.hear(page.welcome)
    return page
  }

  hear(f: ToVisitor): void { this.chat.frame(f) }
  /** Answers resume. */
  told(messages = words): this { this.hear({ t: 'tail', conversation: 'c1', messages, more: false }); return this }
  find(id: string): HTMLElement { return this.root.querySelector<HTMLElement>(`[data-testid=zagaj-${id}]`)! }
  get dot(): boolean { return this.root.querySelector('button')!.classList.contains('unread') }
  get kinds(): string[] { return this.sent.map((f) => f.t) }
  get log(): string { return this.root.querySelector('.log')!.textContent }
}

beforeEach(() => {
  Object.assign(globalThis, { MORE_FILE: 'more' })
  Object.defineProperty(window, 'visualViewport', { value: Object.assign(new EventTarget(), { height: 0, offsetTop: 0 }), configurable: true })
  localStorage.clear()
  sessionStorage.clear()
})

test('the last words of a conversation that ended on the page before: a dot, the words, the rating, and gone once they are put away', async () => {
  const page = await Page.open({ conversation: ended, face })
  expect(page.sent).toContainEqual({ t: 'resume', conversation: 'c1', after: 0 })
  page.told()
  expect([page.dot, page.busy.mock.lastCall]).toEqual([true, [true]])
  page.chat.open()
  expect([page.kinds.includes('open'), page.dot]).toEqual([false, false])
  expect(page.log).toContain('Tak, ostatnia sztuka.')
  expect(page.root.querySelector<HTMLElement>('.closed')!.hidden).toBe(false)
  await expect.poll(() => page.root.querySelectorAll('[data-testid=zagaj-star]').length).toBe(5)
  expect(localStorage.getItem('zagaj:k:over')).toBeNull()
  page.find('minimize').click()
  expect(localStorage.getItem('zagaj:k:over')).toBe('c1')
  expect(page.busy.mock.lastCall).toEqual([false])
  page.hear({ t: 'conversation', conversation: ended, face })
  page.chat.open()
  expect(page.kinds.at(-1)).toBe('open')
})

test('who ended it, or has rated it, is not shown it again', async () => {
  const page = await Page.open({ conversation: talk, face })
  page.told().chat.open()
  page.find('end').click()
  expect([page.kinds.at(-1), localStorage.getItem('zagaj:k:over')]).toEqual(['bye', 'c1'])
  localStorage.clear()
  page.hear({ t: 'conversation', conversation: ended, face })
  await expect.poll(() => page.find('star')).toBeTruthy()
  page.find('star').click()
  expect(localStorage.getItem('zagaj:k:over')).toBe('c1')
})

test('what came between two pages is a dot on the second, and none once it was shown', async () => {
  const first = await Page.open({ conversation: talk, face })
  first.told().chat.open()
  first.find('minimize').click()
  const second = await Page.open({ conversation: talk, face })
  expect(second.told().dot).toBe(false)
  const third = await Page.open({ conversation: talk, face })
  expect(third.told([...words, said(3, 'operator', 'Odłożyć?')]).dot).toBe(true)
})

test('"read" stays read on the next page', async () => {
  const ask = said(1, 'visitor', 'Czy jest M?')
  const first = await Page.open({ conversation: talk, face })
  first.told([ask]).chat.open()
  expect(first.log).toContain('wysłano')
  first.hear({ t: 'read', conversation: 'c1', seq: 1 })
  expect(first.log).toContain('przeczytano')
  const second = await Page.open({ conversation: talk, face })
  expect(second.told([ask]).log).toContain('przeczytano')
})

test('while nobody is there the head says when an answer can be expected, before and after the first message', async () => {
  const page = await Page.open({ available: false, closed: { mode: 'message', opens_at: Date.UTC(2030, 0, 1) } })
  const head = (): string => page.root.querySelector('header')!.textContent
  page.chat.open()
  expect(head()).toContain('Teraz nas nie ma')
  expect(head()).toContain('Odpowiemy od 1 sty 2030')
  page.hear({ t: 'conversation', conversation: { ...talk, state: 'waiting', operator: '' } })
  page.hear({ t: 'queue', conversation: 'c1', place: 1 })
  page.told([said(1, 'visitor', 'Czy jest M?')])
  expect(head()).toContain('Odpowiemy od 1 sty 2030')
  expect(head()).not.toContain('kolejce')
  const seen = (): boolean => !page.find('peek-line').hidden
  expect(seen()).toBe(false)
  page.hear({ t: 'watch', on: true }) // somebody who takes no conversations looks all the same
  expect(seen()).toBe(true)
})

test('a line that comes back leaves who reads earlier words where they are', async () => {
  const page = await Page.open({ conversation: talk, face })
  page.told().chat.open()
  const log = page.root.querySelector('.log')!
  const drawn = (): Promise<unknown> => new Promise(requestAnimationFrame)
  Object.defineProperty(log, 'scrollHeight', { value: 2000 })
  await drawn()
  log.scrollTop = 100
  page.chat.down()
  page.hear(page.welcome)
  page.told([])
  await drawn()
  expect(log.scrollTop).toBe(100)
})
