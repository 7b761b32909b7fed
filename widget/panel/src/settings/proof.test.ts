import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Failure } from '../api'
import { Saving } from '../saving.svelte'
import { words } from '../words.svelte'
import Prove from './Prove.svelte'
import { Proof } from './proof.svelte'
import { pl } from './team'

const find = <T extends HTMLElement>(id: string): T => document.querySelector<T>(`[data-testid=${id}]`)!
const refused = (): Promise<never> => Promise.reject(new Failure('confirm', ''))
const type = (id: string, text: string): void => {
  find<HTMLInputElement>(id).value = text
  find(id).dispatchEvent(new Event('input', { bubbles: true }))
}

let shown: object
let proof: Proof
beforeEach(() => {
  words.choose('pl')
  proof = new Proof()
  shown = mount(Prove, { target: document.body, props: { proof } })
})
afterEach(() => { void unmount(shown); document.body.replaceChildren(); vi.unstubAllGlobals() })

it('who is asked again finds nothing of what was typed before, and who says no is told of no fault', async () => {
  const saving = new Saving()
  const first = saving.run(() => proof.run(refused))
  await vi.waitFor(() => expect(find('prove-password')).not.toBeNull())
  type('prove-password', 'zagaj-demo-anna')
  proof.cancel()
  expect(await first).toBe(false)
  expect([saving.isBusy, saving.isDone, saving.code]).toEqual([false, false, ''])
  flushSync()
  void saving.run(() => proof.run(refused))
  await vi.waitFor(() => expect(find('prove-password')).not.toBeNull())
  expect(find<HTMLInputElement>('prove-password').value).toBe('')
})

it('a code is asked for before one is called wrong, on a keyboard that has the letters of recovery codes', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ code: 'second_factor', message: '' }, { status: 401 }))
  void proof.run(refused).catch(() => {})
  await vi.waitFor(() => expect(find('prove-password')).not.toBeNull())
  await proof.prove('zagaj-demo-anna', '')
  flushSync()
  expect(document.body.textContent).toContain(pl.wrong['second_factor'])
  expect(find('prove-code').getAttribute('inputmode')).not.toBe('numeric')
  await proof.prove('zagaj-demo-anna', '123456')
  flushSync()
  expect(document.body.textContent).toContain(pl.wrong['invalid'])
})
