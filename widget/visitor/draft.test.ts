import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromVisitor, PeekMode } from '../wire/frames'
import { splice, startDraft, type Change, type Draft } from './draft'

function apply(text: string, c: Change): string {
  const a = [...text]
  a.splice(c.p, c.n, ...c.s)
  return a.join('')
}

/** Random numbers that are the same in every run. */
function dice(seed: number): (n: number) => number {
  return (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * n)
  }
}

const PIECES = ['a', 'b', 'ż', 'ó', ' ', '\n', 'aa', '😀', '👩‍👩‍👧', '🇵🇱', '🇩🇪', 'e\u0301', '\u0301', '👍🏽', '•', 'kurtka']

function randomEdit(text: string, roll: (n: number) => number): string {
  const a = [...text]
  const at = roll(a.length + 1)
  const put = Array.from({ length: roll(4) }, () => PIECES[roll(PIECES.length)]!).join('')
  a.splice(at, roll(Math.min(6, a.length - at + 1)), ...put)
  return a.join('')
}

describe('splice', () => {
  it('says nothing of the same text', () => expect(splice('abc', 'abc')).toBeUndefined())
  it('counts code points', () => expect(splice('😀a', '😀ba')).toEqual({ p: 1, n: 0, s: 'b' }))
  it('does not cut a grapheme', () => {
    expect(splice('ae', 'ae\u0301')).toEqual({ p: 1, n: 1, s: 'e\u0301' })
    expect(splice('👍', '👍🏽')).toEqual({ p: 0, n: 1, s: '👍🏽' })
  })
  it('turns one text into the other, in 1,000 random cases', () => {
    const roll = dice(7)
    let text = ''
    for (let i = 0; i < 1000; i++) {
      const next = i % 100 === 99 ? '' : randomEdit(text, roll)
      const change = splice(text, next)
      expect(change ? apply(text, change) : text).toBe(next)
      text = next
    }
  })
})

describe('a draft', () => {
  let sent: FromVisitor[]
  let backlog: number
  let mode: PeekMode | undefined
  let draft: Draft
  beforeEach(() => {
    vi.useFakeTimers()
    sent = []
    backlog = 0
    mode = 'draft'
    draft = startDraft({ send: (f) => { sent.push(f); return true }, backlog: () => backlog, mode: () => mode })
  })
  afterEach(() => { vi.useRealTimers() })

  it('sends nothing that nobody looks at, and the whole when somebody does', () => {
    draft.input('dzień')
    expect(sent).toEqual([])
    draft.watch(true)
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'dzień' }])
  })

  it('does not begin a watch with an empty snapshot', () => {
    draft.watch(true)
    expect(sent).toEqual([])
    draft.input('d')
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'd' }])
  })

  it('sends the first change at once and the next ones together', () => {
    draft.watch(true)
    draft.input('d')
    draft.input('dz')
    draft.input('dzi')
    expect(sent).toHaveLength(1)
    vi.advanceTimersByTime(200)
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'd' }, { t: 'd', r: 2, p: 1, n: 0, s: 'zi' }])
    vi.advanceTimersByTime(1000)
    expect(sent).toHaveLength(2)
  })

  it('waits while the line is full', () => {
    draft.watch(true)
    backlog = 10
    draft.input('a')
    vi.advanceTimersByTime(1000)
    expect(sent).toEqual([])
    backlog = 0
    draft.input('ab')
    vi.advanceTimersByTime(200)
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'ab' }])
  })

  it('keeps the letters of an input method until they are one', () => {
    draft.watch(true)
    draft.composing(true)
    draft.input('ｋ')
    vi.advanceTimersByTime(500)
    expect(sent).toEqual([])
    draft.input('か')
    draft.composing(false)
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'か' }])
  })

  it('lets no more than six digits of a number in the making leave the browser, and tells its hiding as a whole', () => {
    draft.watch(true)
    for (let n = 1; n <= 16; n++) {
      draft.input('karta ' + '4111111111111111'.slice(0, n))
      vi.advanceTimersByTime(200)
    }
    expect(JSON.stringify(sent)).not.toMatch(/\d{7}/)
    expect(sent.map((f) => f.t)).toEqual(['ds', 'd', 'd', 'd', 'd', 'd', 'ds'])
    expect(sent.at(-1)).toEqual({ t: 'ds', r: 7, s: 'karta •••' })
    draft.input('karta 4111111111111111, tak')
    vi.advanceTimersByTime(200)
    expect(sent.at(-1)).toEqual({ t: 'd', r: 8, p: 9, n: 0, s: ', tak' })
  })

  it('shows a number that is no card once something follows', () => {
    draft.watch(true)
    draft.input('nr 100123456')
    vi.advanceTimersByTime(200)
    draft.input('nr 100123456 jest?')
    vi.advanceTimersByTime(200)
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'nr •••' }, { t: 'ds', r: 2, s: 'nr 100123456 jest?' }])
    draft.input('Mój nr 100123456 jest?')
    vi.advanceTimersByTime(200)
    expect(sent.at(-1)).toEqual({ t: 'd', r: 3, p: 0, n: 0, s: 'Mój ' })
  })

  it('sends a snapshot when asked and after twenty splices', () => {
    draft.watch(true)
    for (let i = 1; i <= 25; i++) {
      draft.input('x'.repeat(i))
      vi.advanceTimersByTime(200)
    }
    expect(sent.map((f) => f.t)).toEqual(['ds', ...Array<string>(20).fill('d'), 'ds', 'd', 'd', 'd'])
    draft.dsync()
    expect(sent.at(-1)).toEqual({ t: 'ds', r: 26, s: 'x'.repeat(25) })
  })

  it('begins again from nothing after a message', () => {
    draft.watch(true)
    draft.input('a')
    draft.said()
    draft.input('')
    vi.advanceTimersByTime(200)
    draft.input('b')
    expect(sent).toEqual([{ t: 'ds', r: 1, s: 'a' }, { t: 'ds', r: 2, s: 'b' }])
  })

  it('sends no words in mode dots, and nothing when refused', () => {
    mode = 'dots'
    draft.watch(true)
    draft.input('tajne')
    vi.advanceTimersByTime(200)
    draft.input('tajne słowa')
    vi.advanceTimersByTime(200)
    expect(sent).toEqual([{ t: 'ds', r: 1, s: '' }])
    mode = undefined
    draft.input('tajne słowa i')
    vi.advanceTimersByTime(5000)
    expect(sent).toHaveLength(1)
  })
})
