import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import { route } from '../route.svelte'
import { pl } from '../texts'
import { words } from '../words.svelte'
import Visitors from './Visitors.svelte'

it('what was said to one visitor is not said of the next one', async () => {
  words.choose('pl')
  vi.stubGlobal('fetch', async () => Response.json({ gate: '' }))
  const visits = ['v1', 'v2'].map((visitor) => ({ visitor, connected: true, since: 0, rules: [], page: null, cart: null }))
  const desk = { visits, visitOf: (id: string) => visits.find((v) => v.visitor === id), conversationOf: () => undefined, canTalk: true, rules: [], link: 'up', now: 0, clock: { now: 0 },
    async attempt(work: () => Promise<void>) { await work(); return true } } as unknown as Desk
  history.replaceState(null, '', '/panel/visitors/v1')
  dispatchEvent(new PopStateEvent('popstate'))
  const shown = mount(Visitors, { target: document.body, props: { desk } })
  flushSync()
  const field = (): HTMLTextAreaElement => document.querySelector('textarea')!
  field().value = 'Pomóc z rozmiarem?'
  field().dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
  document.querySelector<HTMLElement>('[data-testid=invite]')!.closest('form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
  await vi.waitFor(() => { flushSync(); expect(document.querySelector('[data-testid=invite-said]')!.textContent).toBe(pl.visitors.sent) })
  route.go('/panel/visitors/v2')
  flushSync()
  expect([field().value, document.querySelector('[data-testid=invite-said]')!.textContent]).toEqual(['', ''])
  void unmount(shown)
  vi.unstubAllGlobals()
})
