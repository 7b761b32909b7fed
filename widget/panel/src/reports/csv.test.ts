import { expect, it } from 'vitest'
import { cell, csv } from './csv'

it('lets no spreadsheet take a text for a formula', () => {
  for (const bad of ['=1+1', '+48', '-2', '@SUM(A1)', '\t=1', ' =1', '|cmd', '%x']) expect(cell(bad).startsWith('"\''), bad).toBe(true)
  expect(cell('a "b", c')).toBe('"a ""b"", c"')
  expect(cell(-3)).toBe('-3')
  expect(csv(['a', 'b'], [['x', 1]])).toBe('"a","b"\r\n"x",1\r\n')
})
