// @vitest-environment node
import { expect, test } from 'vitest'
import { en as words, pl as slowa } from '../texts'
import { outletTexts } from '../outletTexts'
import { en, enDetails, pl, plDetails, type Details } from './deeds'

const source = Object.entries(import.meta.glob<string>('../../../../api/*.go', { query: '?raw', import: 'default', eager: true })).filter(([file]) => !file.endsWith('_test.go')).map(([, text]) => text)

/** The names of deeds in the server's source. */
function written(): string[] {
  const names = new Set<string>()
  for (const text of source) {
    for (const m of text.matchAll(/\.(?:audit|auditLater|deed)\(c, [^"\n]*"([a-z._]+)"|Action: +"([a-z._]+)"/g)) names.add((m[1] ?? m[2])!)
  }
  return [...names].sort()
}

test('every line of the audit log is told in words, in both languages, and no words are left over', () => {
  const names = written()
  expect(names.length).toBeGreaterThan(40)
  expect(Object.keys(pl).sort()).toEqual(names)
  expect(Object.keys(en).sort()).toEqual(names)
})

/** The details that the server makes up itself: those of one pattern, and those of an order that a visitor asks for. */
function made(): [string, string][] {
  const sample = { '%d': '3', '%s': 'admin', '%t': 'true' } as Record<string, string>
  return source.flatMap((text) => [
    ...[...text.matchAll(/audit\(c, o, "([a-z._]+)", .*fmt\.Sprintf\("([^"]+)"/g)].map((m): [string, string] => [m[1]!, m[2]!.replace(/%[dst]/g, (f) => sample[f]!)]),
    ...(text.includes('"order_asked"') ? [...text.matchAll(/detail\b.*= .*"([a-z ]+)"$/gm)].map((m): [string, string] => ['order_asked', m[1]!]) : []),
  ])
}

test('what the server writes of a deed as a program does is told in words, and a name stays as it is', () => {
  const details = made()
  expect(details).toEqual(expect.arrayContaining([['order_asked', 'not found'], ['order_asked', 'too many tries'], ['order_looked_up', '3 found'], ['person.erase', '3 rows'], ['person.save', 'role admin, was admin; disabled true']]))
  const told = (of: Details, action: string, detail: string, t: typeof slowa, scopes: Record<string, string>): string | undefined => of[action]?.(detail, { roles: t.bar.roles, scopes })
  for (const [action, detail] of details) {
    expect(told(plDetails, action, detail, slowa, outletTexts.pl.scope), action).toEqual(expect.not.stringMatching(/found|rows|role |many/))
    expect(told(enDetails, action, detail, words, outletTexts.en.scope), action).toBeTruthy()
  }
  expect(told(plDetails, 'order_asked', 'not found', slowa, {})).toBe('nie ma zamówienia o tym numerze albo dane się nie zgadzały')
  expect(['1 found', '2 found', '5 found'].map((d) => told(plDetails, 'order_looked_up', d, slowa, {}))).toEqual(['znaleziono 1 zamówienie', 'znaleziono 2 zamówienia', 'znaleziono 5 zamówień'])
  expect(told(plDetails, 'person.save', 'role admin, was operator; disabled false', slowa, {})).toBe('rola: administrator, przedtem: konsultant')
  expect(told(plDetails, 'invitation.add', 'viewer', slowa, {})).toBe('podgląd')
  expect(told(plDetails, 'key.add', 'read', slowa, outletTexts.pl.scope)).toBe('tylko odczyt')
  expect(told(plDetails, 'rule.save', 'not found', slowa, {})).toBeUndefined() // a rule may be called so
})
