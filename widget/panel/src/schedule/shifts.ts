import { weekOf, type Week } from './cron'

/** The half hours in which the shop is open and nobody means to work. */
export const uncovered = (open: Week, shifts: readonly Week[]): Week => open.map((day, d) => day.map((on, i) => on && !shifts.some((w) => w[d]![i])))

const clockOf = (half: number): string => `${Math.floor(half / 2)}:${half % 2 ? '30' : '00'}`

/** The hours of today's shift by the clock of the zone, as "10:00–18:00"; what the week of half hours cannot show is not among them. */
export function todayOf(lines: readonly string[], now: number, zone: string): string[] {
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: zone }).format(now)
  const day = weekOf(lines).week[['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday)]!
  const out: string[] = []
  for (let i = 0; i < day.length; i++) {
    const from = i
    while (day[i]) i++
    if (i > from) out.push(`${clockOf(from)}–${clockOf(i)}`)
  }
  return out
}
