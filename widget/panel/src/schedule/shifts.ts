import type { Week } from './cron'

/** The half hours in which the shop is open and nobody means to work. */
export const uncovered = (open: Week, shifts: readonly Week[]): Week => open.map((day, d) => day.map((on, i) => on && !shifts.some((w) => w[d]![i])))
