import { newID } from '../../../wire/text'
import type { Rule } from '../api'
import type { Condition } from './vocabulary'

/** A rule with its conditions typed; what else the server keeps with it goes back as it came. */
export interface FullRule extends Rule {
  when: Condition[] | null; who?: Condition[] | null; unless?: Condition[] | null; for?: number; per_visit?: number; updated_at?: number
}

export type Mode = 'off' | 'dry' | 'on'
export const modeOf = (r: Pick<Rule, 'enabled' | 'dry_run'>): Mode => (!r.enabled ? 'off' : r.dry_run ? 'dry' : 'on')
export const withMode = (m: Mode): { enabled: boolean; dry_run: boolean } => ({ enabled: m !== 'off', dry_run: m === 'dry' })

export interface RuleChange { seq: number; at: number; operator: string; rule: string; before: FullRule | null; after: FullRule | null }

export interface TestReport {
  visits: number; events: number; fires: number; offers: number; by_hour: number[]; by_page: Record<string, number>; blocked: Record<string, number>; bought: number
}

export const byRank = (a: Rule, b: Rule): number => b.priority - a.priority || (a.id < b.id ? -1 : 1)

const STEP = 10

/** The priorities that put a rule at a place among the others, highest first; only rules whose priority changes are in it. One
 *  rule moves when its neighbours leave room, all are numbered anew when they do not. */
export function moved(rules: readonly Rule[], id: string, to: number): Map<string, number> {
  const rest = rules.filter((r) => r.id !== id)
  const above = rest[to - 1]?.priority
  const below = rest[to]?.priority
  const room = above === undefined ? (below ?? 0) + STEP : below === undefined ? above - STEP : Math.floor((above + below) / 2)
  if ((above === undefined || room < above) && (below === undefined || room > below)) return new Map([[id, room]])
  const order = rest.toSpliced(to, 0, rules.find((r) => r.id === id)!)
  return new Map(order.map((r, i) => [r.id, (order.length - i) * STEP] as const).filter(([rule, p]) => rules.find((r) => r.id === rule)?.priority !== p))
}

export type TemplateName = 'linger' | 'cart_left' | 'checkout' | 'returned' | 'size' | 'vip' | 'blank'

const notEmpty: Condition = { not: { fact: 'cart_empty' } }
const busy: Condition[] = [{ fact: 'on_page_type', of: 'checkout' }, { fact: 'on_page_type', of: 'payment' }]

/** What the templates ask; their names and words stand in texts.ts. */
export const TEMPLATES: Record<TemplateName, Pick<FullRule, 'when' | 'who' | 'unless'> & { priority: number }> = {
  linger: { priority: 50, when: [{ fact: 'pulse', of: 'exit', within: 10 }], who: [{ fact: 'dwell', scope: 'category', op: '>=', value: 600, products: 3 }], unless: [] },
  cart_left: { priority: 70, when: [{ fact: 'cart_unchanged', op: '>=', value: 600 }], who: [notEmpty, { fact: 'cart_changed' }, { fact: 'tab_visible' }], unless: [{ fact: 'on_page_type', of: 'checkout' }] },
  checkout: { priority: 80, when: [{ fact: 'dwell', scope: 'page_type', of: 'checkout', op: '>=', value: 180 }], who: [{ fact: 'on_page_type', of: 'checkout' }], unless: [{ fact: 'on_page_type', of: 'payment' }] },
  returned: { priority: 60, when: [{ fact: 'dwell', scope: 'site', op: '>=', value: 20 }], who: [notEmpty, { not: { fact: 'cart_changed' } }, { fact: 'cart_age', op: 'between', value: [3600, 1_209_600] }, { fact: 'visit_age', op: '<=', value: 300 }], unless: [] },
  size: { priority: 40, when: [{ fact: 'pulse', of: 'size', scope: 'category', within: 900, value: 3 }], who: [], unless: busy },
  vip: { priority: 75, when: [{ fact: 'cart_unchanged', op: '>=', value: 180 }], who: [{ fact: 'cart_value', op: '>=', value: 50_000 }, { fact: 'tab_visible' }], unless: busy },
  blank: { priority: 50, when: [], who: [], unless: [] },
}

/** A new rule from a template. It begins as a dry run: nobody sees anything before the merchant has looked. */
export function fromTemplate(name: TemplateName, title: string, text: Record<string, string>): FullRule {
  const t = structuredClone(TEMPLATES[name])
  return { id: newID(), version: 0, name: title, enabled: true, dry_run: true, text: { ...text }, per_visit: 1, for: 0, ...t }
}
