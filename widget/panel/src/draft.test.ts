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
})

describe('watching', () => {
  it('follows what is on the screen and asks for the whole draft once when a revision is missing', () => {
    const tell = vi.fn()
    const peek = new Peek(tell)
    peek.watch(['a'])
    peek.sync('a', 1, 'Dzień')
    peek.splice('a', { r: 2, p: 5, n: 0, s: ' dobry' })
    expect(text(peek.drafts.get('a'))).toBe('Dzień dobry')
    peek.splice('a', { r: 4, p: 0, n: 0, s: 'x' })
    peek.splice('a', { r: 5, p: 0, n: 0, s: 'y' })
    expect(tell.mock.calls).toEqual([['a', true], ['a', false], ['a', true]])
    peek.sync('a', 5, 'całość')
    expect(text(peek.drafts.get('a'))).toBe('całość')
    peek.watch(['b'])
    peek.sync('a', 6, 'spóźnione')
    expect(peek.drafts.has('a')).toBe(false)
    expect(tell.mock.calls.slice(3)).toEqual([['a', false], ['b', true]])
  })

  it('keeps those who stay on the screen and never starts them anew', () => {
    const tell = vi.fn()
    const peek = new Peek(tell)
    peek.watch(['a', 'b'])
    peek.sync('a', 1, 'jestem')
    peek.watch(['b', 'a', 'c'])
    expect(text(peek.drafts.get('a'))).toBe('jestem')
    expect(tell.mock.calls).toEqual([['a', true], ['b', true], ['c', true]])
  })

  it('shows the last three deletions, each for its time, and none of a conversation that is not watched', () => {
    vi.useFakeTimers()
    const peek = new Peek(vi.fn())
    peek.watch(['a'])
    for (const word of ['za drogo', 'czerwona', 'jutro', 'Kraków']) peek.strike('a', word, 10_000)
    peek.strike('b', 'cudze', 10_000)
    expect(peek.struck.get('a')?.map((s) => s.text)).toEqual(['czerwona', 'jutro', 'Kraków'])
    expect(peek.struck.has('b')).toBe(false)
    vi.advanceTimersByTime(9_000)
    peek.strike('a', 'w Kraków', 10_000, true)
    expect(peek.struck.get('a')?.map((s) => s.text)).toEqual(['czerwona', 'jutro', 'w Kraków'])
    vi.advanceTimersByTime(1_000)
    expect(peek.struck.get('a')?.map((s) => s.text)).toEqual(['w Kraków'])
    vi.advanceTimersByTime(9_000)
    expect(peek.struck.has('a')).toBe(false)
    vi.useRealTimers()
  })
})
