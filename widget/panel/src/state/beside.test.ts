import { afterEach, expect, it, vi } from 'vitest'
import { Beside } from './beside'

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
