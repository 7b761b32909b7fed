const clocks = new Map<string, Intl.DateTimeFormat>()
const figures = new Map<string, Intl.NumberFormat>()

/** Each is made once: a slow computer takes tens of milliseconds for it. */
function once<O, F>(made: Map<string, F>, kind: new (lang: string, options: O) => F, lang: string, options: O): F {
  const key = lang + JSON.stringify(options)
  const format = made.get(key) ?? new kind(lang, options)
  made.set(key, format)
  return format
}

const clock = (lang: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => once(clocks, Intl.DateTimeFormat, lang, options)

export const figure = (lang: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => once(figures, Intl.NumberFormat, lang, options)

/** A day of the week, counted from Monday, which is 0. */
export const weekdayOf = (d: number, lang: string, style: 'short' | 'long'): string => clock(lang, { weekday: style, timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 0, 5 + d)))

/** 14:05, and 02:05 PM in English. By hand: the first screen would wait for the browser's own way to be made ready. */
export function timeOf(at: number, lang: string): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const [hour, minute] = [new Date(at).getHours(), two(new Date(at).getMinutes())]
  return lang === 'en' ? `${two(hour % 12 || 12)}:${minute} ${hour < 12 ? 'AM' : 'PM'}` : `${two(hour)}:${minute}`
}

export const dateTimeOf = (at: number, lang: string): string => clock(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(at)

export const weekTimeOf = (at: number, lang: string): string => clock(lang, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at)

/** The time for today, the day and month otherwise. */
export function shortTimeOf(at: number, lang: string, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return timeOf(at, lang)
  return clock(lang, { day: 'numeric', month: 'short' }).format(at)
}

/** Today, yesterday, or the whole date. */
export function dayOf(at: number, lang: string, now: number): string {
  const midnight = (t: number) => new Date(t).setHours(0, 0, 0, 0)
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000)
  if (days === 0) return lang === 'en' ? 'today' : 'dzisiaj'
  if (days === -1) return lang === 'en' ? 'yesterday' : 'wczoraj'
  return clock(lang, { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
}

/** How long: 45 s, 12 min, 2 h 5 min. */
export function lasting(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return `${s} s`
  const min = Math.floor(s / 60)
  if (min < 60) return `${min} min`
  return min % 60 === 0 ? `${Math.floor(min / 60)} h` : `${Math.floor(min / 60)} h ${min % 60} min`
}

/** A short mark to tell nameless visitors apart. */
export const markOf = (visitor: string): string => visitor.replace(/[^0-9a-z]/gi, '').slice(-4).toUpperCase()

/** Where the server shows the picture whose address a page or platform named; '' where none is named. This browser asks nobody else. */
export const pictureOf = (address: string | undefined): string => (address !== undefined && /^https?:\/\//i.test(address) ? `/v1/panel/pictures?of=${encodeURIComponent(address)}` : '')
