import { flushSync, mount, unmount, type Component } from 'svelte'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Promised } from '../../../wire/frames'
import { Written } from '../state/written'
import KeepPromise from './KeepPromise.svelte'
import PromiseDialog from './PromiseDialog.svelte'

beforeEach(() => { sessionStorage.clear(); document.body.replaceChildren() })

const promise = { id: 'p', conversation: 'c', operator: 'me', text: 'Czy 42 wróci?', due_at: 1 } as Promised
it.each([['the answer that was promised', KeepPromise, 'promise-answer', { promise }], ['what was asked', PromiseDialog, 'promise-what', { conversation: 'c' }]] as const)('%s is still there when its dialog was closed by a slip, and gone once it is sent', async (_, part, id, props) => {
  vi.stubGlobal('fetch', async () => new Response('{}'))
  const written = new Written('zagaj.written')
  const close = vi.fn()
  const desk = { me: { id: 'me' }, colleagues: new Map(), written, loadPromises: async () => {}, async attempt(work: () => Promise<void>) { await work(); return true } }
  const field = (): HTMLTextAreaElement => document.querySelector(`[data-testid=${id}]`)!
  const open = (): object => { const shown = mount(part as unknown as Component<object>, { target: document.body, props: { desk, close, ...props } }); flushSync(); return shown }
  const first = open()
  field().value = 'Będzie w piątek'
  field().dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
  void unmount(first)
  const second = open()
  expect(field().value).toBe('Będzie w piątek')
  document.querySelector('form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
  await vi.waitFor(() => expect(sessionStorage.getItem('zagaj.written')).toBe('{}'))
  void unmount(second)
  vi.unstubAllGlobals()
})
