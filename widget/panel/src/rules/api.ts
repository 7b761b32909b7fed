import { call } from '../api'
import type { FullRule, RuleChange, TestReport } from './rule'

/** What is allowed and perhaps not meant, at its place in the rule. */
export interface Warning { path: string; kind: string; text: string }

const id = encodeURIComponent

export interface Policy {
  per_visit: number; first_quiet: number; gap: number; after_dismissed: number; after_accepted: number; after_order: number; offer_life: number
  ignored_max: number; ignored_in: number; need_consent: boolean; hold_out: number
}

export interface Person { id: string; name: string; role: string; email?: string; photo: string; seats: number; language: string; disabled_at: number }

export const rulesApi = {
  list: () => call<{ rules: FullRule[] }>('GET', 'rules'),
  save: (r: FullRule) => call<FullRule>('PUT', 'rules', r),
  remove: (r: string) => call<void>('DELETE', `rules/${id(r)}`),
  check: (r: FullRule) => call<{ warnings: Warning[] }>('POST', 'rules/check', r),
  test: (rule: FullRule, days: number) => call<TestReport>('POST', 'rules/test', { rule, days }),
  changes: (rule = '') => call<{ changes: RuleChange[] }>('GET', `rules/changes${rule && `?rule=${id(rule)}`}`),
  people: () => call<{ people: Person[] }>('GET', 'people'),
  policy: () => call<Policy>('GET', 'policy'),
  savePolicy: (p: Policy) => call<Policy>('PUT', 'policy', p),
}
