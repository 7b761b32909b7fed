import { expect, test } from 'vitest'

import { LANGUAGES, lost, spoken, standard, writing } from './look'

test('every language has the same texts, with the same blanks, so that each can be changed', () => {
  const blanks = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted()
  for (const lang of LANGUAGES) {
    expect(Object.keys(standard(lang)).toSorted()).toEqual(Object.keys(standard('en')).toSorted())
    for (const [key, text] of Object.entries(standard(lang))) expect([key, blanks(text)]).toEqual([key, blanks(standard('en')[key]!)])
  }
})

test('the merchant’s text stands in place of ours, an empty one does not, and a lost blank is noticed', () => {
  expect(spoken('pl', { hello: 'Cześć!', write: '' })).toMatchObject({ hello: 'Cześć!', write: 'Napisz' })
  expect(lost('{name} · {shop}', '{name}')).toEqual(['{shop}'])
  expect(lost('{name}', '')).toEqual([])
})

test('the writing on any accent has a contrast of 4.5 or more', () => {
  for (const accent of ['#17604a', '#ffd400', '#777777', '#0000ff', '#ff0000', '#808000']) expect(writing(accent).contrast).toBeGreaterThanOrEqual(4.5)
})
