import { flushSync, mount, unmount } from 'svelte'
import { expect, it } from 'vitest'
import ConditionEdit from './ConditionEdit.svelte'
import { pl } from './texts'
import type { Condition, Leaf } from './vocabulary'

it.each([
  ['a time', { fact: 'dwell', scope: 'site', op: '>=', value: 600 }],
  ['a span', { fact: 'cart_unchanged', op: '>=', value: 600 }],
] as const)('%s keeps its unit while its number is written anew', (_, condition) => {
  const at = $state({ condition: condition as Condition, path: 'when[0]', reader: { lang: 'pl', t: pl, currency: 'PLN', ruleName: (id: string) => id }, rules: [], change: (c: Condition) => { at.condition = c }, remove() {}, pick() {} })
  const shown = mount(ConditionEdit, { target: document.body, props: at })
  flushSync()
  const field = document.querySelector<HTMLInputElement>('input[type=number]')!
  const type = (text: string): [unknown, string] => {
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    flushSync()
    return [(at.condition as Leaf).value, document.querySelector<HTMLSelectElement>(`select[aria-label="${pl.unit}"]`)!.value]
  }
  expect(field.value).toBe('10')
  expect([type(''), type('6'), type('60'), type('605')]).toEqual([[0, 'min'], [360, 'min'], [3600, 'min'], [36_300, 'min']])
  void unmount(shown)
})
