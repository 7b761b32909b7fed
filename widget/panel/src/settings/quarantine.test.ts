import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { words } from '../words.svelte'
import Quarantine from './Quarantine.svelte'
import { pl } from './team'

const delivery = (id: string): object => ({ id, platform: 'standard', reason: 'unknown', topic: id, received_at: 1, body: '' })
const rows = (): string => { flushSync(); return document.querySelector('[data-testid=quarantine]')?.textContent ?? '' }
const press = (name: string): void => [...document.querySelectorAll('button')].find((b) => b.textContent === name)!.click()

let shown: object
let answer: (method: string) => Response
beforeEach(() => {
  words.choose('pl')
  vi.stubGlobal('fetch', async (_: string, { method }: RequestInit) => answer(method!))
})
afterEach(() => { void unmount(shown); document.body.replaceChildren(); vi.unstubAllGlobals() })

it('the next deliveries come when the last one shown is gone: nobody reads that all were understood', async () => {
  const pages = [{ deliveries: [delivery('first')], more: true }, { deliveries: [delivery('second')], more: false }]
  answer = (method) => (method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json(pages.shift()))
  shown = mount(Quarantine, { target: document.body, props: {} })
  await vi.waitFor(() => expect(rows()).toContain('first'))
  press(pl.forget)
  await vi.waitFor(() => expect(rows()).toContain('second'))
  expect(document.body.textContent).not.toContain(pl.moreLeft)
})

it('one that still cannot be understood says so where it stands, however many follow', async () => {
  answer = (method) => (method === 'POST' ? Response.json({ code: 'invalid', message: 'data.id is missing' }, { status: 400 }) : Response.json({ deliveries: [delivery('first'), delivery('second')], more: false }))
  shown = mount(Quarantine, { target: document.body, props: {} })
  await vi.waitFor(() => expect(rows()).toContain('second'))
  press(pl.replay)
  await vi.waitFor(() => { flushSync(); expect(document.querySelector('[data-testid=quarantine] li')!.textContent).toContain('data.id is missing') })
})
