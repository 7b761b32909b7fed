import type { Promised, PromiseFrame } from '../../../wire/frames'

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

/** What is owed when this has become of a promise, the most urgent first. */
export function owedAfter(list: Promised[], p: Promised): Promised[] {
  const rest = list.filter((x) => x.id !== p.id)
  return p.kept_at > 0 ? rest : [...rest, p].sort((a, b) => a.due_at - b.due_at)
}

/** True when this is to be told to a person: it is theirs or they are asked instead, or somebody else has just given it to them. */
export function concerns({ promise: p, event, to = '' }: PromiseFrame, me: string): boolean {
  if (event === 'reminder' || event === 'overdue') return p.operator === me || to === me || to === ''
  return event === 'given' && p.operator === me && p.moves?.at(-1)?.by !== me
}
