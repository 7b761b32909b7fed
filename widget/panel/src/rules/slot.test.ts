import { flushSync, mount, unmount } from 'svelte'
import { expect, it } from 'vitest'
import ConditionEdit from './ConditionEdit.svelte'
import { en, pl } from './texts'
import type { Condition } from './vocabulary'

const removed = (value: number): Condition => ({ fact: 'pulse', of: 'cart_removed', value, within: 120 })
const seen = (products: number): Condition => ({ fact: 'dwell', scope: 'category', of: 'kurtki', op: '>=', value: 600, products })

it.each([
  ['pl', removed(1), '1 raz w ciągu ostatnich'], ['pl', removed(2), '2 razy w ciągu ostatnich'], ['en', removed(2), '2 times'],
  ['pl', seen(1), '1 produkt'], ['pl', seen(3), '3 różne produkty'], ['pl', seen(5), '5 różnych produktów'],
] as const)('in %s %o is written as a whole sentence with what is filled in: %s', (lang, condition, words) => {
  const nothing = (): void => {}
  const shown = mount(ConditionEdit, { target: document.body, props: { condition, path: 'who[0]', reader: { lang, t: lang === 'pl' ? pl : en, currency: 'PLN', ruleName: (id: string) => id }, rules: [], change: nothing, remove: nothing, pick: nothing } })
  flushSync()
  const phrase = document.querySelector('.phrase')!
  for (const field of phrase.querySelectorAll('input')) field.replaceWith(` ${field.value} `)
  expect(phrase.textContent.replace(/\s+/g, ' ')).toContain(words)
  void unmount(shown)
})
