/** A condition as the server takes it: see docs/rules.md. */
export interface Leaf {
  fact: string; scope?: string; of?: string; op?: string; value?: unknown; products?: number; within?: number; min?: number
  rule?: string; skill?: string; language?: string
}
export type Condition = Leaf | { all: Condition[] } | { any: Condition[] } | { not: Condition }

export type Group = 'time' | 'signal' | 'page' | 'cart' | 'customer' | 'history' | 'house' | 'calendar'
export const GROUPS: readonly Group[] = ['time', 'signal', 'page', 'cart', 'customer', 'history', 'house', 'calendar']

export type ChoiceList = 'pageTypes' | 'onPage' | 'parts' | 'outcomes' | 'anywhere' | 'devices' | 'browsers'

/** A place in a sentence that the merchant fills in. */
export type Slot =
  | { kind: 'time' | 'count' | 'percent'; key: 'value' | 'within' | 'products' | 'min' }
  | { kind: 'range'; unit: 'time' | 'count' | 'money'; exact: boolean }
  | { kind: 'choice'; key: 'of' | 'scope'; list: ChoiceList }
  | { kind: 'text'; key: 'of' | 'skill' | 'language' }
  | { kind: 'match'; choices?: ChoiceList }
  | { kind: 'list' | 'days' | 'hours' }
  | { kind: 'rule' }

export interface Entry {
  /** The key of its phrase in texts.ts. */
  id: string
  group: Group
  /** What a newly picked one looks like; fact, and scope and of where they name the entry, tell it from others. */
  make: Leaf
  fixed: readonly (keyof Leaf)[]
  slots: Record<string, Slot>
}

const time = (key: 'value' | 'within'): Slot => ({ kind: 'time', key })
const range = (unit: 'time' | 'count' | 'money'): Slot => ({ kind: 'range', unit, exact: unit !== 'time' })
const match = (choices?: ChoiceList): Slot => ({ kind: 'match', ...(choices && { choices }) })
const entry = (id: string, group: Group, make: Leaf, fixed: readonly (keyof Leaf)[], slots: Record<string, Slot>): Entry => ({ id, group, make, fixed, slots })

const dwell = (scope: string, extra: Partial<Leaf>, slots: Record<string, Slot>): Entry =>
  entry(`dwell.${scope}`, 'time', { fact: 'dwell', scope, op: '>=', value: 300, ...extra }, ['scope'], { value: time('value'), ...slots })
const since = (of: string, value: number): Entry =>
  entry(`since.${of}`, 'time', { fact: 'since', of, op: '>=', value }, ['of'], { range: range('time') })
const PULSES: readonly [string, Partial<Leaf>][] = [['exit', { within: 10 }], ['scroll', { min: 75, within: 60 }], ['copy', { within: 60 }], ['size', { within: 900, value: 3, scope: 'category' }],
  ['delivery', { within: 300 }], ['returns', { within: 300 }], ['search', { within: 300, value: 3 }], ['coupon_failed', { within: 120 }], ['payment_failed', { within: 120 }], ['returned', { within: 60 }], ['back', { within: 60 }],
  ['cart_removed', { within: 120 }], ['cart_removed_dearest', { within: 120 }], ['cart_stock_changed', { within: 600 }]]
const pulse = ([of, extra]: readonly [string, Partial<Leaf>]): Entry =>
  entry(`pulse.${of}`, 'signal', { fact: 'pulse', of, value: 1, ...extra }, ['of'], { value: { kind: 'count', key: 'value' }, within: time('within'),
    scope: { kind: 'choice', key: 'scope', list: 'anywhere' }, ...(of === 'scroll' && { min: { kind: 'percent', key: 'min' } as Slot }) })
const number = (fact: string, group: Group, value: number, extra: Record<string, Slot> = {}): Entry =>
  entry(fact, group, { fact, op: '>=', value }, [], { range: range('count'), ...extra })
const flag = (fact: string, group: Group): Entry => entry(fact, group, { fact }, [], {})
const text = (fact: string, value: string, choices?: ChoiceList): Entry =>
  entry(fact, 'page', { fact, op: choices ? '=' : 'contains', value }, [], { match: match(choices) })

/** Everything a rule can ask, in the order in which the picker shows it. */
export const VOCABULARY: readonly Entry[] = [
  dwell('category', { value: 600, products: 3, of: '' }, { of: { kind: 'text', key: 'of' }, products: { kind: 'count', key: 'products' } }),
  dwell('product', { of: '' }, { of: { kind: 'text', key: 'of' } }),
  dwell('brand', { of: '' }, { of: { kind: 'text', key: 'of' } }),
  dwell('size_family', { of: '', products: 2 }, { of: { kind: 'text', key: 'of' }, products: { kind: 'count', key: 'products' } }),
  dwell('page', { of: '' }, { of: { kind: 'text', key: 'of' } }),
  dwell('page_type', { of: 'checkout', value: 180 }, { of: { kind: 'choice', key: 'of', list: 'onPage' } }),
  dwell('site', {}, {}),
  entry('visit_age', 'time', { fact: 'visit_age', op: '>=', value: 120 }, [], { range: range('time') }),
  since('activity', 30), since('page', 60), since('visit', 86_400), since('offer', 600), since('dismissal', 2_592_000), since('message', 86_400), since('chat', 86_400), since('order', 604_800),
  ...PULSES.map(pulse),
  entry('pulse', 'signal', { fact: 'pulse', of: '', value: 1, within: 60 }, [], { of: { kind: 'text', key: 'of' }, value: { kind: 'count', key: 'value' }, within: time('within'), scope: { kind: 'choice', key: 'scope', list: 'anywhere' } }),
  entry('on_page_type', 'page', { fact: 'on_page_type', of: 'product' }, [], { of: { kind: 'choice', key: 'of', list: 'onPage' } }),
  text('page_type', 'product', 'pageTypes'), text('url', '/'), text('title', ''), text('category', ''), text('product', ''), text('brand', ''), text('size_family', ''),
  { ...text('stock', 'out'), make: { fact: 'stock', op: '=', value: 'out' } },
  entry('visited', 'page', { fact: 'visited', value: [''], within: 1800 }, [], { list: { kind: 'list' }, within: time('within') }),
  number('page_views', 'page', 5, { within: time('within') }), number('products', 'page', 3, { within: time('within') }), number('same_product', 'page', 3, { within: time('within') }),
  number('checkout_step', 'page', 2), text('campaign', ''), text('referrer', ''),
  entry('cart_unchanged', 'cart', { fact: 'cart_unchanged', op: '>=', value: 600 }, [], { range: range('time') }),
  entry('cart_age', 'cart', { fact: 'cart_age', op: '>=', value: 3600 }, [], { range: range('time') }),
  entry('cart_value', 'cart', { fact: 'cart_value', op: '>=', value: 50_000 }, [], { range: range('money') }),
  number('cart_quantity', 'cart', 1), number('cart_lines', 'cart', 1),
  flag('cart_empty', 'cart'), flag('cart_changed', 'cart'), flag('cart_known', 'cart'),
  entry('cart_contains', 'cart', { fact: 'cart_contains', of: 'category', op: '=', value: '' }, [], { of: { kind: 'choice', key: 'of', list: 'parts' }, match: match() }),
  entry('cart_currency', 'cart', { fact: 'cart_currency', op: '=', value: 'PLN' }, [], { match: match() }),
  flag('returning', 'customer'), flag('logged_in', 'customer'), flag('ordered', 'customer'), flag('consent', 'customer'), flag('tab_visible', 'customer'),
  number('visits', 'customer', 2, { within: time('within') }), number('orders', 'customer', 1), { ...text('tag', ''), group: 'customer', make: { fact: 'tag', op: '=', value: '' } },
  { ...text('language', 'pl'), group: 'customer', make: { fact: 'language', op: '=', value: 'pl' } }, { ...text('device', 'phone', 'devices'), group: 'customer' }, { ...text('browser', 'safari', 'browsers'), group: 'customer' },
  entry('offers', 'history', { fact: 'offers', of: 'shown', op: '<=', value: 0, within: 604_800 }, [], { of: { kind: 'choice', key: 'of', list: 'outcomes' }, range: range('count'), within: time('within'), rule: { kind: 'rule' } }),
  entry('arm', 'history', { fact: 'arm', of: 'hold-out', op: '=', value: 'offered' }, [], { of: { kind: 'text', key: 'of' }, match: match() }),
  flag('open', 'house'),
  entry('closes_in', 'house', { fact: 'closes_in', op: '>=', value: 900 }, [], { value: time('value') }),
  entry('operators_free', 'house', { fact: 'operators_free', op: '>=', value: 1, skill: '', language: '' }, [], { value: { kind: 'count', key: 'value' }, skill: { kind: 'text', key: 'skill' }, language: { kind: 'text', key: 'language' } }),
  number('queue_length', 'house', 0), entry('expected_wait', 'house', { fact: 'expected_wait', op: '<=', value: 30 }, [], { range: range('time') }),
  entry('calendar', 'calendar', { fact: 'calendar', value: ['* 18-20 * * 1-5'] }, [], { list: { kind: 'list' } }),
  entry('date', 'calendar', { fact: 'date', value: ['2026-12-01', '2026-12-24'] }, [], { days: { kind: 'days' } }),
  entry('visitor_hour', 'calendar', { fact: 'visitor_hour', value: [18, 22] }, [], { hours: { kind: 'hours' } }),
]

/** The entry a condition is one of; undefined for what this panel does not know. */
export function entryOf(l: Leaf): Entry | undefined {
  return VOCABULARY.find((e) => e.make.fact === l.fact && e.fixed.length > 0 && e.fixed.every((k) => e.make[k] === l[k]))
    ?? VOCABULARY.find((e) => e.make.fact === l.fact && e.fixed.length === 0)
}

export const isLeaf = (c: Condition): c is Leaf => 'fact' in c
export const partsOf = (c: Condition): { op: 'all' | 'any'; list: Condition[] } | undefined =>
  'all' in c ? { op: 'all', list: c.all } : 'any' in c ? { op: 'any', list: c.any } : undefined

/** The condition without the blanks that mean "any". */
export function tidy(c: Condition): Condition {
  if ('all' in c) return { all: c.all.map(tidy) }
  if ('any' in c) return { any: c.any.map(tidy) }
  if ('not' in c) return { not: tidy(c.not) }
  const out = Object.fromEntries(Object.entries(c).filter(([k, v]) => v !== '' && v !== undefined && !((k === 'products' || k === 'within' || k === 'min') && v === 0))) as unknown as Leaf
  return out
}
