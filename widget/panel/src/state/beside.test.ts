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

it('a tag that is added before the server has answered to another one does not take its place', async () => {
  const label = { conversation: 'a', kind: '', tags: [] as string[], rating: 0, rated_at: 0 }
  const sent: string[][] = []
  vi.stubGlobal('fetch', (_: string, { method, body }: RequestInit) => {
    if (method !== 'PUT') return Promise.resolve(Response.json(label))
    sent.push((JSON.parse(body as string) as { tags: string[] }).tags)
    return new Promise(() => {})
  })
  const desk = { beside: make(), canTalk: true, attempt: (work: () => Promise<void>) => work() } as unknown as Desk
  const shown = mount(LabelEditor, { target: document.body, props: { desk, id: 'a' } })
  await vi.waitFor(() => { flushSync(); expect(document.querySelector('[data-testid=kind]')).not.toBeNull() })
  for (const word of ['pilne', 'faktura']) {
    const field = document.querySelector<HTMLInputElement>('.note-form input')!
    field.value = word
    field.dispatchEvent(new Event('input', { bubbles: true }))
    document.querySelector('.note-form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    flushSync()
  }
  expect(sent).toEqual([['pilne'], ['pilne', 'faktura']])
  void unmount(shown)
})
