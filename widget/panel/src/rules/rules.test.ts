import { describe, expect, it } from 'vitest'
import * as phrases from './phrases'
import { fromTemplate, moved, TEMPLATES, type TemplateName } from './rule'
import { phraseOf, segments, sentence, type Reader } from './sentence'
import { en, pl } from './texts'
import { entryOf, VOCABULARY, type Condition } from './vocabulary'

const readers: Reader[] = [{ lang: 'pl', t: pl, currency: 'PLN', ruleName: (id) => id }, { lang: 'en', t: en, currency: 'PLN', ruleName: (id) => id }]

describe('the vocabulary', () => {
  it('finds every entry again by what it makes', () => {
    for (const e of VOCABULARY) expect(entryOf(e.make)?.id).toBe(e.id)
  })

  it('has a phrase in both languages for every entry, with its slots and no others', () => {
    for (const e of VOCABULARY) {
      for (const lang of ['pl', 'en']) {
        for (const text of Object.values(phraseOf(lang, e.id)).slice(0, 2).filter((x) => x.includes('{'))) {
          const used = segments(text).flatMap((s) => ('slot' in s ? [s.slot] : []))
          expect(used.sort(), `${lang} ${e.id}`).toEqual(Object.keys(e.slots).sort())
        }
      }
    }
    expect(Object.keys(phrases.pl)).toEqual(Object.keys(phrases.en))
  })
})

describe('a rule as a sentence', () => {
  it('reads the templates without a gap', () => {
    for (const name of Object.keys(TEMPLATES).filter((n) => n !== 'blank') as TemplateName[]) {
      for (const r of readers) {
        const text = sentence(fromTemplate(name, name, {}), r)
        expect(text).not.toMatch(/undefined|\{|\[|NaN|„”/)
        expect(text.startsWith(r.t.when)).toBe(true)
      }
    }
  })

  it('tells nested and negated conditions', () => {
    const when: Condition[] = [{ all: [{ fact: 'open' }, { any: [{ not: { fact: 'cart_empty' } }, { not: { all: [{ fact: 'logged_in' }] } }] }] }]
    expect(sentence({ when, who: [], unless: [] }, readers[0]!)).toBe('Gdy sklep jest otwarty oraz (koszyk nie jest pusty albo nieprawda, że (klient jest zalogowany))')
  })

  it('leaves out what is blank and tells what is not', () => {
    const dwell = { fact: 'dwell', scope: 'category', op: '>=', value: 600 }
    expect(sentence({ when: [dwell] }, readers[1]!)).toBe('When the visitor looked through one category for at least 10 min')
    expect(sentence({ when: [{ ...dwell, products: 3, of: 'shoes' }], for: 86_400 }, readers[1]!))
      .toBe('When the visitor looked through the category “shoes” for at least 10 min and saw at least 3 different products there, for at least 1 day')
    expect(sentence({ when: [{ fact: 'cart_value', op: 'between', value: [5000, 10_000] }] }, readers[1]!)).toContain('from PLN')
  })
})

describe('the order of rules', () => {
  const rules = [30, 20, 10].map((priority, i) => ({ id: `r${i}`, name: '', enabled: true, priority, text: {} }))
  it('changes one priority while there is room', () => {
    expect([...moved(rules, 'r2', 0)]).toEqual([['r2', 40]])
    expect([...moved(rules, 'r0', 1)]).toEqual([['r0', 15]])
  })
  it('numbers anew when there is none', () => {
    const tight = [12, 11, 10].map((priority, i) => ({ ...rules[i]!, priority }))
    expect([...moved(tight, 'r2', 1)].map(([id]) => id).sort()).toEqual(['r0', 'r1', 'r2'])
  })
})
