import type { RuleView } from '../../../wire/frames'
import { stopwatch } from './waits'

/** The seconds that have passed of the time a rule waits for. The server tells them when something changes; they go on by themselves. */
function secondsOf(p: NonNullable<RuleView['passing']>, now: number): number {
  if (p.until === 0) return p.has
  return Math.min(p.needs, Math.max(p.has, p.needs - Math.ceil((p.until - now) / 1000)))
}

/** The time a rule waits for as two clocks, 7:40 and 10:00; undefined when it waits for none. */
export function clocksOf(r: RuleView, now: number): [string, string] | undefined {
  const p = r.passing
  return p && [stopwatch(secondsOf(p, now) * 1000), stopwatch(p.needs * 1000)]
}

/** How many of its conditions hold, and of how many; undefined when that is not told. */
export function heldOf(r: RuleView): [string, string] | undefined {
  const [held, all] = r.progress.split('/')
  return held && all ? [held, all] : undefined
}

/** The share of its conditions that hold. */
function shareOf(r: RuleView): number {
  const [held, all] = (heldOf(r) ?? []).map(Number)
  return all ? held! / all : 0
}

/** The rule nearest to offering help: one whose conditions hold and that nothing holds back, one that is held back, then the one of which
 *  most holds, then the one whose time is over first. */
export function nearestOf(rules: readonly RuleView[]): RuleView | undefined {
  const rank = (r: RuleView): number => (r.truth === 'true' ? (r.gate === '' ? 2 : 1) : 0)
  const left = (r: RuleView): number => (r.passing ? r.passing.needs - r.passing.has + (r.passing.until === 0 ? 1e6 : 0) : 1e9)
  return [...rules].sort((a, b) => rank(b) - rank(a) || shareOf(b) - shareOf(a) || left(a) - left(b))[0]
}
