export interface Due { key: 'quarter' | 'hour' | 'evening' | 'morning'; at: number }

const QUARTER_MS = 15 * 60_000

/** The times by which an answer is promised, in the reader's zone: soon, today and tomorrow morning. */
export function dueTimes(now: number): Due[] {
  const at = (days: number, hour: number): number => { const d = new Date(now); d.setDate(d.getDate() + days); return d.setHours(hour, 0, 0, 0) }
  const list: Due[] = [{ key: 'quarter', at: now + QUARTER_MS }, { key: 'hour', at: now + 4 * QUARTER_MS }]
  if (at(0, 18) > now + 8 * QUARTER_MS) list.push({ key: 'evening', at: at(0, 18) })
  return [...list, { key: 'morning', at: at(1, 10) }]
}

const UNKNOWING = /nie wiem|nie mam poj[eę]cia|nie jestem pew|trudno powiedzie|i (really )?(don['’]?t|do not) know|no idea|i['’]?m not sure/i

/** True when the words say "I don't know": a promise serves the visitor better. */
export const soundsUnknowing = (text: string): boolean => UNKNOWING.test(text)
