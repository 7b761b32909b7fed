/** A cron line read into sets; the five fields as the server reads them: 7 is Sunday, too, and ranges go over the end. */
export interface Cron { minute: Set<number>; hour: Set<number>; dom: Set<number>; month: Set<number>; dow: Set<number>; anyDom: boolean; anyDow: boolean; anyMonth: boolean }

const FIELDS = [['minute', 0, 59], ['hour', 0, 23], ['dom', 1, 31], ['month', 1, 12], ['dow', 0, 6]] as const
const NAMES: Record<string, readonly string[]> = { month: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], dow: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] }

function field(text: string, name: (typeof FIELDS)[number][0], min: number, max: number): Set<number> | undefined {
  const out = new Set<number>()
  const size = max - min + 1
  const numberOf = (s: string): number => {
    const named = NAMES[name]?.indexOf(s.toLowerCase()) ?? -1
    return named >= 0 && s !== '' ? named : /^\d+$/.test(s) ? Number(s) : NaN
  }
  for (const token of text.split(',')) {
    const [span = '', stepText] = token.split('/')
    const step = stepText === undefined ? 1 : Number(stepText)
    if (!Number.isInteger(step) || step < 1) return undefined
    const star = span === '*' || span === '?'
    const [a = '', b] = span.split('-')
    const from = star ? min : numberOf(a)
    let to = star ? max : b === undefined ? (stepText === undefined ? from : max) : numberOf(b)
    const most = name === 'dow' ? 7 : max
    if (!(from >= min && from <= most && to >= min && to <= most)) return undefined
    if (to < from) to += size
    for (let n = from; n <= to; n += step) out.add(((n - min) % size) + min)
  }
  return out
}

/** undefined when it is no cron line; the server has the last word. */
export function parse(line: string): Cron | undefined {
  const parts = line.trim().split(/\s+/)
  if (parts.length !== 5) return undefined
  const sets = FIELDS.map(([name, min, max], i) => field(parts[i]!, name, min, max))
  if (sets.some((s) => s === undefined)) return undefined
  const [minute, hour, dom, month, dow] = sets as Set<number>[]
  const star = (i: number): boolean => parts[i] === '*' || parts[i] === '?'
  return { minute: minute!, hour: hour!, dom: dom!, month: month!, dow: dow!, anyDom: star(2), anyDow: star(4), anyMonth: month!.size === 12 }
}

/** A week in half hours, Monday first: week[day][0 to 47]. */
export type Week = boolean[][]
export const emptyWeek = (): Week => Array.from({ length: 7 }, () => Array<boolean>(48).fill(false))

const halves = (m: Set<number>): [boolean, boolean] | undefined => {
  const first = [...m].filter((x) => x < 30).length
  const second = m.size - first
  return (first === 0 || first === 30) && (second === 0 || second === 30) ? [first === 30, second === 30] : undefined
}

/** The lines a week of half hours can show, and the rest as they are. */
export function weekOf(lines: readonly string[]): { week: Week; rest: string[] } {
  const week = emptyWeek()
  const rest: string[] = []
  for (const line of lines) {
    const c = parse(line)
    const half = c && halves(c.minute)
    if (!c || !half || !c.anyDom || !c.anyMonth) { rest.push(line); continue }
    for (const d of c.dow) for (const h of c.hour) for (const i of [0, 1] as const) if (half[i]) week[(d + 6) % 7]![h * 2 + i] = true
  }
  return { week, rest }
}

function ranges(list: readonly number[]): string {
  const out: string[] = []
  for (let i = 0; i < list.length; i++) {
    const from = list[i]!
    while (list[i + 1] === list[i]! + 1) i++
    out.push(from === list[i] ? String(from) : `${from}-${list[i]}`)
  }
  return out.join(',')
}

/** The fewest lines that say the same: days with equal hours share one. */
export function linesOf(week: Week): string[] {
  const out: string[] = []
  for (const [minute, first, second] of [['*', true, true], ['0-29', true, false], ['30-59', false, true]] as const) {
    const days = new Map<string, number[]>()
    week.forEach((day, d) => {
      const hours = Array.from({ length: 24 }, (_, h) => h).filter((h) => day[h * 2] === first && day[h * 2 + 1] === second)
      if (hours.length > 0) days.set(ranges(hours), [...(days.get(ranges(hours)) ?? []), d + 1])
    })
    for (const [hours, on] of days) out.push(`${minute} ${hours === '0-23' ? '*' : hours} * * ${on.length === 7 ? '*' : ranges(on)}`)
  }
  return out
}

const runs = (list: readonly number[]): [number, number][] => {
  const out: [number, number][] = []
  for (const n of list) {
    const last = out.at(-1)
    if (last && last[1] === n - 1) last[1] = n
    else out.push([n, n])
  }
  return out
}

export interface CronWords { everyDay: string; allDay: string; or: string; and: string; minutes: (list: string) => string; dayOfMonth: (list: string) => string }

/** A line in plain words; undefined when it is none. */
export function reading(line: string, lang: string, w: CronWords): string | undefined {
  const c = parse(line)
  if (!c) return undefined
  const name = (date: Date, o: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(lang, { ...o, timeZone: 'UTC' }).format(date)
  const weekday = (i: number): string => name(new Date(Date.UTC(2026, 0, 5 + i)), { weekday: 'long' }) // 5 January 2026 is a Monday
  const join = (list: string[]): string => new Intl.ListFormat(lang, { type: 'conjunction' }).format(list)
  const span = ([a, b]: [number, number], of: (n: number) => string): string => (a === b ? of(a) : b === a + 1 ? `${of(a)}, ${of(b)}` : `${of(a)}–${of(b)}`)
  const dows = c.dow.size === 7 ? w.everyDay : join(runs([...c.dow].map((d) => (d + 6) % 7).sort((a, b) => a - b)).map((r) => span(r, weekday)))
  const doms = w.dayOfMonth(runs([...c.dom].sort((a, b) => a - b)).map((r) => (r[0] === r[1] ? `${r[0]}` : `${r[0]}–${r[1]}`)).join(', '))
  const days = c.anyDom ? dows : c.anyDow ? doms : `${doms} ${w.or} ${dows}`
  const months = c.anyMonth ? '' : `, ${join(runs([...c.month].sort((a, b) => a - b)).map((r) => span(r, (m) => name(new Date(Date.UTC(2026, m - 1, 1)), { month: 'long' }))))}`
  return `${days}${months}, ${timesOf(c, w, lang)}`
}

function timesOf(c: Cron, w: CronWords, lang: string): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const hours = runs([...c.hour].sort((a, b) => a - b))
  const minutes = runs([...c.minute].sort((a, b) => a - b))
  const whole = c.minute.size === 60
  if (whole && c.hour.size === 24) return w.allDay
  const list = (x: string[]): string => new Intl.ListFormat(lang, { type: 'conjunction' }).format(x)
  if (whole) return list(hours.map(([a, b]) => `${a}:00–${b + 1}:00`))
  if (minutes.length === 1 && c.hour.size <= 3) {
    const [from, to] = minutes[0]!
    return list([...c.hour].sort((a, b) => a - b).map((h) => `${h}:${two(from)}–${to === 59 ? `${h + 1}:00` : `${h}:${two(to + 1)}`}`))
  }
  return `${list(hours.map(([a, b]) => `${a}:00–${b + 1}:00`))}, ${w.minutes(minutes.map(([a, b]) => (a === b ? String(a) : `${a}–${b}`)).join(', '))}`
}
