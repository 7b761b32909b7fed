import { expect, it } from 'vitest'
import vectors from '../wire/testdata/mask.json'
import { mask, maskAt } from './mask'

// The server's mask, the second lock, is held to the same cases.
it.each(vectors.hides as [string, string][])('hides %s', (text, shown) => { expect(mask(text)).toBe(shown) })
it.each(vectors.leaves)('leaves %s', (text) => { expect(mask(text)).toBe(text) })
it.each(vectors.typed as [string, number, string][])('shows of %s, last changed at %i, %s', (text, at, shown) => {
  expect(maskAt(text, [...text].slice(0, at).join('').length)).toBe(shown)
})
