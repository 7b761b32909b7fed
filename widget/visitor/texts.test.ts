import { expect, test } from 'vitest'

import { texts as cs } from './lang/cs'
import { texts as de } from './lang/de'
import { texts as en } from './lang/en'
import { texts as pl } from './lang/pl'
import { texts as sk } from './lang/sk'
import { texts as uk } from './lang/uk'
import { texts as more } from './more'
import { texts as order } from './order'
import { texts as tell } from './tell'

type Words = Record<string, string>
const parts: Record<string, Record<string, Words>> = { conversation: { en, pl, de, cs, sk, uk }, more, order, tell }
const blanks = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort()

test('each part speaks six languages, every text in each, with the same blanks', () => {
  for (const [part, languages] of Object.entries(parts)) {
    expect(Object.keys(languages).sort(), part).toEqual(['cs', 'de', 'en', 'pl', 'sk', 'uk'])
    for (const [lang, words] of Object.entries(languages)) {
      expect(Object.keys(words).sort(), `${part}, ${lang}`).toEqual(Object.keys(languages['en']!).sort())
      for (const [key, text] of Object.entries(words)) {
        expect(text.trim(), `${part}, ${lang}, ${key}`).not.toBe('')
        expect(blanks(text), `${part}, ${lang}, ${key}`).toEqual(blanks(languages['en']![key]!))
      }
    }
  }
})

test('a key is one text: a merchant who puts another in its place changes nothing else', () => {
  for (const lang of Object.keys(more)) {
    const known = new Map<string, string>()
    for (const [part, languages] of Object.entries(parts)) for (const [key, text] of Object.entries(languages[lang]!)) {
      expect(known.get(key) ?? text, `${part}, ${lang}, ${key}`).toBe(text)
      known.set(key, text)
    }
  }
})
