import { describe, expect, it } from 'vitest'
import { emptyWeek, linesOf, parse, reading, weekOf } from './cron'
import { en, pl } from './texts'

describe('a week of half hours and cron lines', () => {
  it('says the same both ways, for random weeks', () => {
    let seed = 7
    const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
    for (let i = 0; i < 25; i++) {
      const week = emptyWeek()
      for (let day = 0; day < 7; day++) {
        const from = Math.floor(random() * 40)
        for (let s = from; s < Math.min(48, from + Math.floor(random() * 20)); s++) week[day]![s] = true
      }
      expect(weekOf(linesOf(week))).toEqual({ week, rest: [] })
    }
  })
  it('writes equal days once', () => {
    const { week } = weekOf(['* 9-16 * * 1-5'])
    expect(linesOf(week)).toEqual(['* 9-16 * * 1-5'])
    week[0]![17] = true // Monday from 8:30
    expect(linesOf(week)).toEqual(['* 9-16 * * 1-5', '30-59 8 * * 1'])
  })
  it('keeps what a week cannot show', () => {
    expect(weekOf(['* 9-16 1 * *', '*/5 9 * * *', 'nonsense']).rest).toEqual(['* 9-16 1 * *', '*/5 9 * * *', 'nonsense'])
  })
  it('reads 7 as Sunday, names, and ranges over midnight', () => {
    expect([...parse('* 22-5 * * 7')!.hour].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 22, 23])
    expect([...parse('* * * * sat-sun')!.dow].sort()).toEqual([0, 6])
    for (const bad of ['* * * *', '60 * * * *', '* 24 * * *', '@every 5m * * *', '* * * * 8', '* */0 * * *']) expect(parse(bad), bad).toBeUndefined()
  })
  it('reads lines in plain words', () => {
    expect(reading('* 9-16 * * 1-5', 'pl', pl.cron)).toBe('poniedziałek–piątek, 9:00–17:00')
    expect(reading('30-59 8 * * 6,7', 'en', en.cron)).toBe('Saturday, Sunday, 8:30–9:00')
    expect(reading('* * * 12 *', 'en', en.cron)).toBe('every day, December, around the clock')
    expect(reading('* 9-16 1 * 1', 'en', en.cron)).toContain('day 1 of the month or Monday')
  })
})
