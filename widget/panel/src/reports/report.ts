import { call } from '../api'
import { figure } from '../format'

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

/** A number to a tenth. */
export const tenths = (x: number, lang: string): string => figure(lang, { maximumFractionDigits: 1 }).format(x)

/** A part of a whole, to so many places; a dash where there is no whole. */
export const percent = (n: number, of: number, lang: string, places = 0): string => (of === 0 ? '–' : figure(lang, { style: 'percent', maximumFractionDigits: places }).format(n / of))
