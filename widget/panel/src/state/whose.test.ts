import { beforeEach, expect, it, vi } from 'vitest'
import { Outbox } from '../outbox.svelte'
import { Columns } from './columns.svelte'
import { Hold } from './hold'
import { pause } from './pause.svelte'
import { clear, settle } from './whose'
import { Written } from './written'

/** What Anna leaves in the tab: an answer without a line, one that waits for the visitor, words in two fields, a conversation on the screen, and a break. */
function annaWrites(): void {
  settle('anna')
  new Outbox().add('c', 'Tak, jest.')
  new Hold(() => true, vi.fn()).say('c', 'I w rozmiarze M.')
  new Written('zagaj.written').set('c', 'A jeszcze')
  new Written('zagaj.noting').set('c', 'Stały klient')
  new Columns().open('c')
  pause.rest({ available: true, setAvailable() {} }, 15)
}
const left = (): unknown[] => [new Outbox().list.length, new Hold(() => true, vi.fn()).held.size, new Written('zagaj.written').of('c'), new Written('zagaj.noting').of('c'), new Columns().list.length, pause.until > 0]

beforeEach(() => { sessionStorage.clear(); annaWrites() })

it('what was typed waits for the one who typed it, also when the session has run out', () => {
  settle('anna')
  expect(left()).toEqual([1, 1, 'A jeszcze', 'Stały klient', 1, true])
})

it('nobody else sends it, or is on that break', () => {
  settle('beata')
  expect(left()).toEqual([0, 0, '', '', 0, false])
})

it('who signs out leaves nothing', () => {
  clear()
  expect(left()).toEqual([0, 0, '', '', 0, false])
})
