import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import { words } from '../words.svelte'
import Quarantine from './Quarantine.svelte'
import { pl } from './team'

it('the next deliveries come when the last one shown is gone: nobody reads that all were understood', async () => {
  words.choose('pl')
  const delivery = (id: string): object => ({ id, platform: 'standard', reason: 'unknown', topic: id, received_at: 1, body: '' })
  const pages = [{ deliveries: [delivery('first')], more: true }, { deliveries: [delivery('second')], more: false }]
  vi.stubGlobal('fetch', async (_: string, { method }: RequestInit) => (method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json(pages.shift())))
  const shown = mount(Quarantine, { target: document.body, props: {} })
  const rows = (): string => { flushSync(); return document.querySelector('[data-testid=quarantine]')?.textContent ?? '' }
  await vi.waitFor(() => expect(rows()).toContain('first'))
  ;[...document.querySelectorAll('button')].find((b) => b.textContent === pl.forget)!.click()
  await vi.waitFor(() => expect(rows()).toContain('second'))
  expect(document.body.textContent).not.toContain(pl.moreLeft)
  void unmount(shown)
  vi.unstubAllGlobals()
})
