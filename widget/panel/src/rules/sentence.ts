import { money } from '../../../wire/text'
import * as phrases from './phrases'
import type { Phrase } from './phrases'
import type { FullRule } from './rule'
import type { Texts } from './texts'
import { entryOf, isLeaf, partsOf, type Condition, type Entry, type Leaf, type Slot } from './vocabulary'

export type Unit = 's' | 'min' | 'h' | 'd'
export const SECONDS: Record<Unit, number> = { s: 1, min: 60, h: 3600, d: 86_400 }

/** The largest unit that writes so many seconds as a whole number. */
export const unitOf = (seconds: number): Unit => (['d', 'h', 'min'] as const).find((u) => seconds > 0 && seconds % SECONDS[u] === 0) ?? 's'

/** part numbers what stands in [ ] and is left out together. */
export type Segment = { part: number } & ({ text: string } | { slot: string })

/** A phrase cut at its slots; the parts in [ ] are numbered from 1, the rest is part 0. */
export function segments(phrase: string): Segment[] {
  const out: Segment[] = []
  let parts = 0
  for (const piece of phrase.split(/(\[[^\]]*\])/)) {
    const optional = piece.startsWith('[')
    const part = optional ? ++parts : 0
    for (const bit of (optional ? piece.slice(1, -1) : piece).split(/(\{\w+\})/)) {
      const slot = /^\{(\w+)\}$/.exec(bit)?.[1]
      if (bit !== '') out.push(slot ? { part, slot } : { part, text: bit })
    }
  }
  return out
}

export interface Reader { lang: string; t: Texts; currency: string; ruleName: (id: string) => string }

export const phraseOf = (lang: string, id: string): Phrase => (lang === 'pl' ? phrases.pl : phrases.en)[id] ?? { yes: id }

export function lasts(seconds: number, r: Reader): string {
  const unit = unitOf(seconds)
  const n = seconds / SECONDS[unit]
  return unit === 'd' ? r.t.day(n) : `${n} ${r.t.units[unit]}`
}

const num = (v: unknown): number => (typeof v === 'number' && Number.isFinite(v) ? v : 0)
const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : [v])

function amount(v: unknown, unit: 'time' | 'count' | 'money', r: Reader): string {
  if (unit === 'time') return lasts(num(v), r)
  return unit === 'money' ? money({ minor: num(v), currency: r.currency }, r.lang) : String(num(v))
}

function ofText(id: string, of: string, r: Reader): string {
  if (of === '') return r.t.blanks[id] ?? ''
  const as: Record<string, (x: string) => string> = { 'dwell.category': r.t.asCategory, 'dwell.product': r.t.asProduct, 'dwell.brand': r.t.asBrand, 'dwell.size_family': r.t.asSizes, 'dwell.page': r.t.asPage }
  return as[id]?.(of) ?? r.t.quote(of)
}

function range(l: Leaf, slot: Extract<Slot, { kind: 'range' }>, r: Reader): string {
  if (l.op === 'between') {
    const [from, to] = list(l.value)
    return `${r.t.between} ${amount(from, slot.unit, r)} ${r.t.to} ${amount(to, slot.unit, r)}`
  }
  return `${l.op === '<=' ? r.t.atMost : l.op === '=' ? r.t.exactly : r.t.atLeast} ${amount(l.value, slot.unit, r)}`
}

/** What a slot says now, in words. */
export function slotWords(e: Entry, l: Leaf, slot: Slot, r: Reader): string {
  switch (slot.kind) {
    case 'time': return lasts(num(l[slot.key]), r)
    case 'percent': return `${num(l[slot.key])}%`
    case 'count': return slot.key === 'products' ? r.t.productsCount(num(l.products)) : e.make.fact === 'pulse' ? r.t.times(num(l.value ?? 1)) : String(num(l[slot.key]))
    case 'range': return range(l, slot, r)
    case 'choice': {
      const key = l[slot.key] ?? ''
      return r.t.lists[slot.list]?.[key] ?? key
    }
    case 'text': return slot.key === 'of' ? ofText(e.id, l.of ?? '', r) : (l[slot.key] ?? '')
    case 'match': return `${r.t.ops[l.op ?? '='] ?? l.op} ${list(l.value).map((v) => r.t.quote((slot.choices && r.t.lists[slot.choices]?.[String(v)]) ?? String(v))).join(', ')}`
    case 'list': return list(l.value).map((v) => r.t.quote(String(v))).join(', ')
    case 'days': { const [a, b] = list(l.value); return `${r.t.from} ${String(a)} ${r.t.until} ${String(b)}` }
    case 'hours': { const [a, b] = list(l.value); return `${r.t.from} ${num(a)}:00 ${r.t.until} ${num(b)}:59` }
    case 'rule': return l.rule ? r.t.ofRule(r.ruleName(l.rule)) : (r.t.blanks['rule'] ?? '')
  }
}

/** Whether an optional part is left out of the sentence: its slot says nothing. */
const isBlank = (l: Leaf, slot: Slot): boolean => 'key' in slot && (l[slot.key] === undefined || l[slot.key] === '' || l[slot.key] === 0 || (l.fact === 'pulse' && slot.key === 'value' && l.value === 1))

function leafWords(l: Leaf, r: Reader, no: boolean): string {
  const e = entryOf(l)
  if (!e) return (no ? `${r.t.without} ` : '') + r.t.unknown(l.fact)
  const phrase = phraseOf(r.lang, e.id)
  const all = segments(no && phrase.no ? phrase.no : phrase.yes)
  const blank = new Set(all.flatMap((p) => (p.part > 0 && 'slot' in p && isBlank(l, e.slots[p.slot]!) ? [p.part] : [])))
  const words = all.filter((p) => !blank.has(p.part)).map((p) => ('text' in p ? p.text : slotWords(e, l, e.slots[p.slot]!, r))).join('')
  return no && !phrase.no ? `${r.t.without} ${words}` : words
}

/** A condition in words. */
export function reading(c: Condition, r: Reader): string {
  if (isLeaf(c)) return leafWords(c, r, false)
  const parts = partsOf(c)
  if (parts) return `(${parts.list.map((x) => reading(x, r)).join(parts.op === 'all' ? ` ${r.t.and} ` : ` ${r.t.or} `)})`
  const inner = (c as { not: Condition }).not
  return isLeaf(inner) ? leafWords(inner, r, true) : `${r.t.without} ${reading(inner, r)}`
}

/** A lone group needs no brackets. */
const bare = (text: string, c: Condition): string => (partsOf(c) ? text.slice(1, -1) : text)

/** The whole rule as a sentence, without its offer's words. */
export function sentence(rule: Pick<FullRule, 'when' | 'who' | 'unless' | 'for'>, r: Reader): string {
  const all = (conditions: Condition[] | null | undefined, glue: string): string => conditions?.length === 1 ? bare(reading(conditions[0]!, r), conditions[0]!) : (conditions ?? []).map((c) => reading(c, r)).join(glue)
  let out = `${r.t.when} ${all(rule.when, `, ${r.t.or} `) || r.t.noWhen}`
  if (rule.who?.length) out += `, ${r.t.who} ${all(rule.who, `, ${r.t.and} `)}`
  if (rule.for) out += `, ${r.t.then} ${lasts(rule.for, r)}`
  if (rule.unless?.length) out += `, ${r.t.unless} ${all(rule.unless, `, ${r.t.or} `)}`
  return out
}
