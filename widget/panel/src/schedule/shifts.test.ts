import { expect, test } from 'vitest'

import { linesOf, weekOf } from './cron'
import { uncovered } from './shifts'

test('hours in which the shop is open and nobody means to work are found, and no others', () => {
  const gaps = (open: string[], ...shifts: string[][]): string[] => linesOf(uncovered(weekOf(open).week, shifts.map((s) => weekOf(s).week)))
  expect(gaps(['* 9-16 * * 1-5'], ['* 9-12 * * 1-5'], ['* 13-16 * * 1-4'])).toEqual(['* 13-16 * * 5'])
  expect(gaps(['* 9-16 * * 1-5'], ['* 8-20 * * *'])).toEqual([])
  expect(gaps([], ['* 9-16 * * 1-5'])).toEqual([])
})
