import { flushSync, mount, unmount, type Component } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Conversation } from '../../../wire/frames'
import type { Desk } from '../desk.svelte'
import { DRAFT_LIFE_MS } from '../draft'
import { Peek } from '../peek'
import { pl } from '../texts'
import { words } from '../words.svelte'
import ConversationList from './ConversationList.svelte'
import ConversationRow from './ConversationRow.svelte'
import Strip from './Strip.svelte'
import Thread from './Thread.svelte'

let shown: ReturnType<typeof mount> | undefined
beforeEach(() => words.choose('pl'))
afterEach(() => { if (shown) void unmount(shown); shown = undefined; document.body.replaceChildren(); vi.useRealTimers() })

const conversation = (state: Conversation['state'] = 'open') => ({ id: 'a', visitor: 'v', operator: 'me', state, preview: 'Dzień dobry', updated_at: 0 }) as Conversation

/** What the desk's parts ask of the desk. */
function desk(more: object): Desk {
  return { now: 0, me: { id: 'me' }, canTalk: true, unread: () => 0, visitOf: () => undefined, peek: new Peek(() => {}), waits: { of: () => 0 }, openID: '', columns: { shown: [] },
    details: new Map(), threads: new Map([['a', []]]), outbox: { of: () => [] }, beside: { moods: new Map() }, hold: { held: new Map() }, lostThreads: new Set(), shop: { peek: 'draft' }, ...more } as unknown as Desk
}

function told<P extends object>(part: Component<P>, props: P): string {
  shown = mount(part, { target: document.body, props }) as ReturnType<typeof mount>
  flushSync()
  return document.body.textContent.trim()
}

describe('the list of conversations', () => {
  it.each([[0, true], [DRAFT_LIFE_MS - 1, true], [DRAFT_LIFE_MS, false]])('after %i ms of silence says that somebody writes: %s', (ms, isTold) => {
    vi.useFakeTimers({ now: 1000 })
    const peek = new Peek(() => {})
    peek.watch(['a'])
    peek.sync('a', 1, 'A czy jest')
    expect(told(ConversationRow, { desk: desk({ peek, now: 1000 + ms }), c: conversation() }).includes(pl.talk.dots)).toBe(isTold)
  })
})

describe('an empty desk', () => {
  const empty = { queue: [], mine: [], team: [], list: 'here', promises: [], available: false, isOpen: true, next: 0 }
  const opens = new Date(2026, 10, 30, 9).getTime()
  it.each([[{}, pl.list.noneOff], [{ available: true }, pl.list.noneOn], [{ isOpen: false, next: opens }, 'Sklep jest teraz zamknięty. Otwarcie: pon., 09:00'], [{ isOpen: false }, 'Sklep jest teraz zamknięty.']])('with %o says what comes next', (more, text) => {
    expect(told(ConversationList, { desk: desk({ ...empty, ...more }) })).toContain(text)
    if (!('available' in more) && 'isOpen' in more) expect(document.body.textContent).not.toContain(pl.list.noneOff)
  })
})

describe('a cart', () => {
  it.each([[undefined, pl.list.unknownCart], [{ lines: [], total: { minor: 0, currency: 'PLN' } }, pl.list.emptyCart]])('that is %o is told as it is', (cart, text) => {
    expect(told(Strip, { desk: desk({ details: new Map([['a', { cart }]]) }), c: conversation(), isOpen: false, toggle: () => {} })).toContain(text)
  })
})

describe('a conversation without messages', () => {
  it.each([['open', true, `${pl.talk.empty} ${pl.talk.begin}`], ['open', false, pl.talk.empty], ['closed', true, pl.talk.endedEmpty]] as const)('that is %s, to who may talk (%s), says what can be done', (state, canTalk, text) => {
    vi.stubGlobal('ResizeObserver', class { observe(): void {} disconnect(): void {} })
    expect(told(Thread, { desk: desk({ canTalk }), c: conversation(state) })).toBe(text)
  })
})

it('what was said before a conversation is opened is not read out, and what is said from then on is', () => {
  vi.useFakeTimers()
  vi.stubGlobal('ResizeObserver', class { observe(): void {} disconnect(): void {} })
  const live = (): string | null => { flushSync(); return document.querySelector('[role=log]')!.getAttribute('aria-live') }
  told(Thread, { desk: desk({ threads: new Map([['a', [{ id: 'm', conversation: 'a', seq: 1, role: 'visitor', text: 'Czy jest M?', sent_at: 1 }]]]) }), c: conversation() })
  expect(live()).toBe('off')
  vi.advanceTimersByTime(1000)
  expect(live()).toBe('polite')
})
