import { call } from '../api'
import type { FullRule, RuleChange } from './rule'

/** What is allowed and perhaps not meant, at its place in the rule. */
export interface Warning { path: string; kind: string; text: string }

const id = encodeURIComponent

export interface Policy {
  per_visit: number; first_quiet: number; gap: number; after_dismissed: number; after_accepted: number; after_order: number; offer_life: number
  ignored_max: number; ignored_in: number; need_consent: boolean; hold_out: number
}

export interface Person { id: string; name: string; role: string; email?: string; photo: string; seats: number; language: string; disabled_at: number }

export const rulesApi = {
  // Conditions have a language of their own, docs/rules.md, which the description of the API leaves open.
  list: async () => (await call('GET', 'rules')) as { rules: FullRule[] },
  save: async (r: FullRule) => (await call('PUT', 'rules', r)) as FullRule,
  remove: (r: string) => call('DELETE', `rules/${id(r)}`),
  check: (r: FullRule) => call('POST', 'rules/check', r),
  test: (rule: FullRule, days: number) => call('POST', 'rules/test', { rule, days }),
  changes: async (rule = '') => (await call('GET', `rules/changes?rule=${id(rule)}`)) as { changes: RuleChange[] },
  people: () => call('GET', 'people'),
  policy: () => call('GET', 'policy'),
  savePolicy: (p: Policy) => call('PUT', 'policy', p),
}
