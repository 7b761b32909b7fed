import { expect, test } from 'vitest'

import { decoded } from './address'

test('a part of an address is decoded, and one that was cut stays as it is', () => {
  expect(decoded('k%C3%B3%C5%82ko')).toBe('kółko')
  expect(decoded('50%')).toBe('50%')
})
