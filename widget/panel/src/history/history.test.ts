import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import History from './History.svelte'

it('the field says what was searched for, also after a step back', () => {
  vi.stubGlobal('fetch', async () => Response.json({ messages: [], conversations: [] }))
  const step = (to: string): void => { history.replaceState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); flushSync() }
  step('/panel/history?q=kurtka')
  const shown = mount(History, { target: document.body, props: { desk: { colleagues: new Map() } as unknown as Desk } })
  flushSync()
  const field = document.querySelector<HTMLInputElement>('[data-testid=search]')!
  expect(field.value).toBe('kurtka')
  step('/panel/history')
  expect(field.value).toBe('')
  void unmount(shown)
  vi.unstubAllGlobals()
})
