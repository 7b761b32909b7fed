// @vitest-environment node
import { expect, test } from 'vitest'
import { en, pl } from './deeds'

/** The names of deeds in the server's source. */
function written(): string[] {
  const names = new Set<string>()
  for (const [file, text] of Object.entries(import.meta.glob<string>('../../../../api/*.go', { query: '?raw', import: 'default', eager: true }))) {
    if (file.endsWith('_test.go')) continue
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
