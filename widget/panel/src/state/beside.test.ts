import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import { Peek } from '../peek'
import LabelEditor from '../talk/LabelEditor.svelte'
import { words } from '../words.svelte'
import { Beside } from './beside'
import { pass } from './passing'

const make = (): Beside => new Beside(async (work) => { await work(); return '' })
afterEach(() => vi.unstubAllGlobals())

it('notes written while the line was down are read: at once where they are on the screen, elsewhere when somebody looks', async () => {
  let written = [{ id: 'n1', text: 'Stały klient' }]
  const asked: string[] = []
  vi.stubGlobal('fetch', async (to: string) => { asked.push(to); return Response.json(to.endsWith('/notes') ? { notes: written } : {}) })
  const beside = make()
  for (const id of ['a', 'b']) await beside.loadNotes(id)
  written = [...written, { id: 'n2', text: 'Czeka na fakturę' }]
  asked.length = 0
  beside.refresh(['a'])
  await vi.waitFor(() => expect(beside.notes.get('a')).toHaveLength(2))
  expect([asked, beside.notes.has('b')]).toEqual([['/v1/panel/conversations/a/notes'], false])
})

it('a rating is told beside the conversation as it is given', async () => {
  words.choose('pl')
  vi.stubGlobal('fetch', async () => Response.json({ conversation: 'a', kind: '', tags: [], rating: 0, rated_at: 0 }))
  const beside = make()
  const shown = mount(LabelEditor, { target: document.body, props: { desk: { beside, canTalk: true } as unknown as Desk, id: 'a' } })
  await vi.waitFor(() => { flushSync(); expect(document.querySelector('[data-testid=kind]')).not.toBeNull() })
  expect(document.querySelector('[data-testid=rating]')).toBeNull()
  pass({ t: 'rated', conversation: 'a', rating: 4 }, new Peek(() => {}), beside, { me: { id: 'me' }, conversations: new Map([['a', {}]]) })
  flushSync()
  expect(document.querySelector('[data-testid=rating]')!.textContent).toBe('Ocena klienta: 4 z 5')
  void unmount(shown)
})
