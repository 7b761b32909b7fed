import { describe, expect, it, vi } from 'vitest'
import { applySplice, wholeDraft, type DraftState } from './draft'
import { Peek } from './peek'

const text = (d: DraftState | undefined) => d?.chars.join('')

describe('a draft', () => {
  it('takes changes in order', () => {
    let d: DraftState | undefined = wholeDraft(3, 'Czy jest', 0)
    d = applySplice(d, { r: 4, p: 8, n: 0, s: ' rozmiar M?' }, 1)
    expect(text(d)).toBe('Czy jest rozmiar M?')
    d = applySplice(d!, { r: 5, p: 17, n: 1, s: 'L' }, 2)
    expect(text(d)).toBe('Czy jest rozmiar L?')
    expect(d!.at).toBe(2)
  })

  it('counts code points, not UTF-16 units', () => {
    const d = applySplice(wholeDraft(1, '🙂🙂 zażółć', 0), { r: 2, p: 1, n: 1, s: '👍' }, 1)
    expect(text(d)).toBe('🙂👍 zażółć')
  })

  it.each([
    ['a missing revision', { r: 3, p: 0, n: 0, s: 'x' }],
    ['an old revision', { r: 1, p: 0, n: 0, s: 'x' }],
    ['a place past the end', { r: 2, p: 4, n: 0, s: 'x' }],
    ['more removed than there is', { r: 2, p: 1, n: 3, s: '' }],
    ['a negative place', { r: 2, p: -1, n: 0, s: 'x' }],
  ])('refuses %s', (_, s) => expect(applySplice(wholeDraft(1, 'abc', 0), s, 1)).toBeUndefined())

  it('reads backspaces in a row as one removed word', () => {
    let d = wholeDraft(1, 'nie drogo', 0)
    for (let i = 0; i < 5; i++) d = applySplice(d, { r: d.r + 1, p: 8 - i, n: 1, s: '' }, 1)!
    expect(text(d)).toBe('nie ')
    expect(d.removed).toBe('drogo')
  })

  it('forgets what was removed once it is empty', () => {
    const d = applySplice(wholeDraft(1, 'abc', 0), { r: 2, p: 0, n: 3, s: '' }, 1)!
    expect(d.removed).toBe('')
  })
})

describe('watching', () => {
  it('follows one conversation and asks for the whole draft once when a revision is missing', () => {
    const tell = vi.fn()
    const peek = new Peek(tell)
    peek.watch('a')
    peek.sync('a', 1, 'Dzień')
    peek.splice('a', { r: 2, p: 5, n: 0, s: ' dobry' })
    expect(text(peek.drafts.get('a'))).toBe('Dzień dobry')
    peek.splice('a', { r: 4, p: 0, n: 0, s: 'x' })
    peek.splice('a', { r: 5, p: 0, n: 0, s: 'y' })
    expect(tell.mock.calls).toEqual([['a', true], ['a', false], ['a', true]])
    peek.sync('a', 5, 'całość')
    expect(text(peek.drafts.get('a'))).toBe('całość')
    peek.watch('b')
    expect(peek.drafts.has('a')).toBe(false)
    expect(tell.mock.calls.slice(3)).toEqual([['a', false], ['b', true]])
  })
})
