import { expect, test, vi } from 'vitest'

import { money, newID, plural } from './text'

test('chooses the form of a noun as the browser would, in both of the panel’s languages', () => {
  const forms = { one: 'one', few: 'few', many: 'many', other: 'other' }
  for (const lang of ['pl', 'en']) {
    const rules = new Intl.PluralRules(lang)
    for (const n of [...Array(250).keys(), 1002, 1012, 1.5, 2.25, -1, -3]) {
      expect([lang, n, plural(lang, n, forms)]).toEqual([lang, n, rules.select(n)])
    }
  }
})

test('writes money with the places its currency has', () => {
  expect(money({ minor: 49900, currency: 'PLN' }, 'pl').replace(/\s/g, ' ')).toBe('499,00 zł')
  expect(money({ minor: 499, currency: 'JPY' }, 'en')).toBe('¥499')
  expect(money({ minor: 1050, currency: '?' }, 'en')).toBe('10.50 ?')
})

test('makes ids that are told apart and sorted by when they were made', () => {
  const made = (at: number): string => { vi.setSystemTime(at); return newID() }
  vi.useFakeTimers()
  const [before, one, other, later] = [made(1_700_000_000_000), made(1_800_000_000_000), made(1_800_000_000_000), made(1_800_000_000_001)]
  vi.useRealTimers()
  expect(one).toMatch(/^[0-9a-f]{31}$/)
  expect(one).not.toBe(other)
  expect([later, other, before].sort()).toEqual([before, other, later])
})
