import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import { words } from '../words.svelte'
import type { Guide } from './guide'
import StepTeam from './StepTeam.svelte'

it('the link of somebody invited by going on is shown before one does', async () => {
  words.choose('pl')
  const url = 'https://czat.example/panel/invitation#raz'
  vi.stubGlobal('fetch', async (to: string, { method }: RequestInit) => Response.json(method === 'POST' ? { invitation: { id: 'i', email: 'basia@sklep.example', role: 'operator' }, url } : to.endsWith('people') ? { people: [] } : { invitations: [] }))
  const next = vi.fn(async () => {})
  const shown = mount(StepTeam, { target: document.body, props: { desk: { me: { id: 'me', role: 'owner' } } as Desk, guide: {} as Guide, next, skip() {}, back: undefined } })
  flushSync()
  const field = document.querySelector<HTMLInputElement>('[data-testid=team-email]')!
  field.value = 'basia@sklep.example'
  field.dispatchEvent(new Event('input', { bubbles: true }))
  const goOn = (): void => { document.querySelector('form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true })) }
  goOn()
  await vi.waitFor(() => { flushSync(); expect(document.body.textContent).toContain(url) })
  expect([next.mock.calls.length, field.value]).toEqual([0, ''])
  goOn()
  await vi.waitFor(() => expect(next).toHaveBeenCalledOnce())
  void unmount(shown)
  vi.unstubAllGlobals()
})
