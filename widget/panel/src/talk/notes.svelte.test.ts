import { flushSync, mount, unmount } from 'svelte'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import { Written } from '../state/written'
import Context from './Context.svelte'

beforeEach(() => { sessionStorage.clear(); vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline'))) })

/** What the column beside a conversation asks of the desk. */
function desk(): Desk {
  const detail = { visitor: { language: 'pl' }, orders: [] }
  return { canTalk: true, now: 0, details: new Map([['a', detail], ['b', detail]]), conversations: new Map(), visitOf: () => undefined,
    noting: new Written('zagaj.noting'), written: new Written('zagaj.written'),
    beside: { notes: new Map([['a', []], ['b', []]]), lostNotes: new Set(), contexts: new Map(), lost: new Set(), load() {} } } as unknown as Desk
}

it('keeps a note with its conversation when another one comes beside it, and out of the answer', () => {
  const at = $state({ desk: desk(), id: 'a' })
  const panel = mount(Context, { target: document.body, props: at })
  flushSync()
  const field = (): HTMLInputElement => document.querySelector('[data-testid=note-text]')!
  const write = (text: string): void => {
    field().value = text
    field().dispatchEvent(new Event('input', { bubbles: true }))
    flushSync()
  }
  write('Narzeka na kuriera')
  at.id = 'b'
  flushSync()
  expect(field().value).toBe('')
  write('Stały klient')
  at.id = 'a'
  flushSync()
  expect(field().value).toBe('Narzeka na kuriera')
  for (const id of ['a', 'b', '']) expect(at.desk.written.of(id)).toBe('')
  expect(new Written('zagaj.noting').of('b')).toBe('Stały klient')
  void unmount(panel)
})
