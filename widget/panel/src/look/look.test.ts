/// <reference types="vite/client" />
import { expect, test } from 'vitest'

import { LANGUAGES, lost, spoken, standard, writing } from './look'

test('every language has the same texts, with the same blanks, so that each can be changed', () => {
  const blanks = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted()
  for (const lang of LANGUAGES) {
    expect(Object.keys(standard(lang)).toSorted()).toEqual(Object.keys(standard('en')).toSorted())
    for (const [key, text] of Object.entries(standard(lang))) expect([key, blanks(text)]).toEqual([key, blanks(standard('en')[key]!)])
  }
})

test('whatever part of the widget has texts, merchants can put their own in place of each', async () => {
  const sources = import.meta.glob<string>('../../../visitor/**/*.ts', { query: '?raw', import: 'default', eager: true })
  const parts = import.meta.glob<Record<'texts', Record<string, Record<string, string>>>>('../../../visitor/**/*.ts')
  const withTexts = Object.keys(sources).filter((file) => !file.endsWith('.test.ts') && /export const texts\b/.test(sources[file]!))
  expect(withTexts.length).toBeGreaterThan(LANGUAGES.length)
  for (const file of withTexts) {
    const { texts } = await parts[file]!()
    const byLanguage = LANGUAGES.some((lang) => typeof texts[lang] === 'object') ? texts : { [/(\w+)\.ts$/.exec(file)![1]!]: texts as never }
    for (const [lang, words] of Object.entries(byLanguage)) expect(standard(lang), `${file}, ${lang}`).toMatchObject(words)
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
