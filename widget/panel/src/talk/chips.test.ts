import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import { Peek } from '../peek'
import Chips from './Chips.svelte'

it('a ready answer is said once by a double click', () => {
  const choose = vi.fn()
  const desk = { answers: [{ id: 'a', shortcut: 'dostawa', text: 'Jutro.', language: 'pl', used: 0 }], conversations: new Map(), peek: new Peek(() => {}), isListed: true } as unknown as Desk
  const shown = mount(Chips, { target: document.body, props: { desk, conversation: 'c', choose } })
  flushSync()
  const chip = document.querySelector('[data-testid=answer]')!
  for (const detail of [1, 2]) chip.dispatchEvent(new MouseEvent('click', { detail, bubbles: true }))
  expect(choose).toHaveBeenCalledOnce()
  chip.dispatchEvent(new MouseEvent('click', { bubbles: true })) // by a key
  expect(choose).toHaveBeenCalledTimes(2)
  void unmount(shown)
})
