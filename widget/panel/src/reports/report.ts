import { call } from '../api'

export interface Speed { waits: number; answered: number; within: [number, number, number, number]; missed: number }
export interface Report {
  days: number; zone: string; orders: number; revenue: Record<string, number>; talks: number; heat: number[]; open: boolean[]
  response: { all: Speed; by_hour: Speed[]; by_operator: Record<string, Speed> }
  decisions: { rule: string; outcome: string; reason: string; n: number }[]
  offers: { rule: string; made: number; shown: number; accepted: number; dismissed: number; ignored: number; withdrawn: number; ordered: number }[]
  promises: { open: number; overdue: number; kept: number; late: number }
}
export interface Shift { day: number; from: number; to: number; operators: number }
export interface Hours {
  advice: { enough: boolean; weeks: number; moments: number; hours: number; now: number; then: number; low: number; high: number; shifts: Shift[]; added: Shift[]; dropped: Shift[] }
  accept: number; alone_s: number; at_once: number; staff: number; inbound: number; busiest: number
}
/** How many people it takes when each holds at_once conversations, and what visitors meet then; times in seconds, parts as shares. */
export interface Way { at_once: number; operators: number; handling_s: number; wait: number; mean_s: number; within: number }
export interface Staffing { share: number; limit_s: number; ways: Way[] }
export const LIMITS = [5, 10, 30, 60] as const

export const reportsApi = {
  read: (days: number) => call('GET', `reports?days=${days}`),
  hours: () => call('GET', 'reports/hours'),
  staffing: (perHour: number, alone: number): Promise<Staffing> => call('GET', `reports/staffing?per_hour=${perHour}&alone_s=${alone}`),
  answers: () => call('GET', 'answers'),
  people: () => call('GET', 'people'),
}

const shares = new Map<string, Intl.NumberFormat>()
const days = new Map<string, Intl.DateTimeFormat>()

/** One format for a language: a report tells a hundred shares, and each format of its own takes the browser as long as all of them. */
export function percent(n: number, of: number, lang: string): string {
  if (of === 0) return '–'
  const format = shares.get(lang) ?? new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 })
  shares.set(lang, format)
  return format.format(n / of)
}

export function dayName(d: number, lang: string, style: 'short' | 'long'): string {
  const key = `${lang} ${style}`
  const format = days.get(key) ?? new Intl.DateTimeFormat(lang, { weekday: style, timeZone: 'UTC' })
  days.set(key, format)
  return format.format(new Date(Date.UTC(2026, 0, 5 + d)))
}
