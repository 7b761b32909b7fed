import { describe, expect, it, test } from 'vitest'

import { linesOf, weekOf } from './cron'
import { todayOf, uncovered } from './shifts'

test('hours in which the shop is open and nobody means to work are found, and no others', () => {
  const gaps = (open: string[], ...shifts: string[][]): string[] => linesOf(uncovered(weekOf(open).week, shifts.map((s) => weekOf(s).week)))
  expect(gaps(['* 9-16 * * 1-5'], ['* 9-12 * * 1-5'], ['* 13-16 * * 1-4'])).toEqual(['* 13-16 * * 5'])
  expect(gaps(['* 9-16 * * 1-5'], ['* 8-20 * * *'])).toEqual([])
  expect(gaps([], ['* 9-16 * * 1-5'])).toEqual([])
})

describe('today’s shift', () => {
  const monday = Date.UTC(2026, 0, 5, 23, 30) // Tuesday already in Warsaw
  it('stands by the shop’s clock, pieces apart', () => {
    expect(todayOf(['* 9-12 * * 2', '30-59 17 * * 2', '* 18-23 * * 2', '* 8-20 * * 1'], monday, 'Europe/Warsaw')).toEqual(['9:00–13:00', '17:30–24:00'])
    expect(todayOf(['* 8-20 * * 1'], monday, 'UTC')).toEqual(['8:00–21:00'])
  })
  it('is empty on a day off', () => expect(todayOf(['* 8-20 * * 3'], monday, 'UTC')).toEqual([]))
})
