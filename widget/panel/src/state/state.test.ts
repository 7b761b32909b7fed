import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer } from '../api'
import { en, pl } from '../texts'
import { steady, tell } from '../visitors/facts'
import { Closing, UNDO_MS } from './closing'
import { Columns } from './columns.svelte'
import type { PromiseFrame, RuleView } from '../../../wire/frames'
import { concerns, dueTimes, owedAfter, soundsUnknowing } from './due'
import { findAnswers } from './find'
import { Hold } from './hold'
import { clocksOf, nearestOf } from './rules'
import { Turn } from './turn'
import { stopwatch, urgency, Waits } from './waits'

beforeEach(() => { sessionStorage.clear(); vi.useFakeTimers() })
afterEach(() => vi.useRealTimers())

describe('holding an answer', () => {
  it('waits while the visitor writes and goes out once they have finished', () => {
    let isWriting = true
    const send = vi.fn()
    const hold = new Hold(() => isWriting, send)
    hold.say('a', 'Tak, jest.')
    hold.say('a', 'Także w M.')
    hold.look()
    expect(send).not.toHaveBeenCalled()
    isWriting = false
    hold.look()
    hold.look()
    expect(send.mock.calls).toEqual([['a', 'Tak, jest.\nTakże w M.']])
  })

  it('sends all of it when the person goes', () => {
    const send = vi.fn()
    const hold = new Hold(() => true, send)
    hold.say('a', 'Chwileczkę')
    hold.say('b', 'Już patrzę')
    hold.releaseAll()
    expect([send.mock.calls, hold.held.size]).toEqual([[['a', 'Chwileczkę'], ['b', 'Już patrzę']], 0])
  })

  it('keeps what is held over a reload, and gives it back to be changed', () => {
    new Hold(() => true, vi.fn()).say('a', 'Chwileczkę')
    const again = new Hold(() => true, vi.fn())
    expect(again.held.get('a')).toBe('Chwileczkę')
    expect(again.take('a')).toBe('Chwileczkę')
    expect(again.held.size).toBe(0)
  })
})

describe('ending a conversation', () => {
  it('tells the server after a moment, once, and not when it was undone', () => {
    const end = vi.fn()
    const closing = new Closing(end, () => [], () => {})
    closing.begin('a')
    closing.begin('b')
    expect(closing.undo('a')).toBe(true)
    vi.advanceTimersByTime(UNDO_MS)
    expect(end.mock.calls).toEqual([['b']])
    expect(closing.undo('b')).toBe(false)
  })

  it('ends at once when the page goes away', () => {
    const end = vi.fn()
    const closing = new Closing(end, () => [], () => {})
    closing.begin('a')
    closing.finishAll()
    vi.advanceTimersByTime(UNDO_MS)
    expect(end.mock.calls).toEqual([['a']])
  })

  it('is over only when the server has been told of all that was ended', async () => {
    let tell = (): void => {}
    const closing = new Closing(() => new Promise<void>((done) => { tell = done }), () => [], () => {})
    closing.begin('a')
    let isOver = false
    const all = closing.finishAll().then(() => { isOver = true })
    await Promise.resolve()
    expect(isOver).toBe(false)
    tell()
    await all
  })

  it('waits until the last words have arrived, whatever the line does; what was refused keeps the conversation open', () => {
    const [end, back] = [vi.fn(), vi.fn()]
    let unsent = [{ failed: '' }]
    const closing = new Closing(end, () => unsent, back)
    closing.begin('a')
    vi.advanceTimersByTime(10 * UNDO_MS)
    expect(end).not.toHaveBeenCalled()
    expect(closing.ids.has('a')).toBe(true)
    unsent = []
    vi.advanceTimersByTime(UNDO_MS)
    expect(end.mock.calls).toEqual([['a']])

    unsent = [{ failed: 'invalid' }]
    closing.begin('b')
    vi.advanceTimersByTime(UNDO_MS)
    expect(back).toHaveBeenCalledOnce()
    expect(closing.ids.has('b')).toBe(false)

    unsent = [{ failed: '' }]
    closing.begin('c')
    closing.finishAll()
    vi.advanceTimersByTime(UNDO_MS)
    expect(end.mock.calls).toEqual([['a']])
  })
})

describe('columns', () => {
  it('keep their places; a new one takes the place of the one used longest ago', () => {
    const columns = new Columns()
    columns.fit(2)
    columns.open('a')
    columns.open('b')
    columns.open('a')
    columns.open('c')
    expect(columns.shown).toEqual(['a', 'c'])
    columns.offer('d')
    expect(columns.shown).toEqual(['a', 'c'])
    columns.drop('a')
    columns.offer('d')
    expect(columns.shown).toEqual(['c', 'd'])
    expect(columns.offer('e', (id) => id === 'c')).toBe('c')
    expect(columns.shown).toEqual(['e', 'd'])
  })

  it('leave those used last when the screen becomes narrower', () => {
    const columns = new Columns()
    columns.fit(3)
    for (const id of ['a', 'b', 'c', 'a']) columns.open(id)
    columns.fit(2)
    expect(columns.shown).toEqual(['a', 'c'])
  })
})

describe('opening hours', () => {
  it('turn when the server says; where that is not in sight, it is asked again in eight days', () => {
    const turn = new Turn()
    const asked = vi.fn()
    turn.at(Date.now() + 60_000, asked)
    vi.advanceTimersByTime(70_000)
    expect(asked).toHaveBeenCalledTimes(1)
    turn.at(0, asked)
    vi.advanceTimersByTime(7 * 86_400_000)
    expect(asked).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(86_410_000)
    expect(asked).toHaveBeenCalledTimes(2)
    turn.at(Date.now() - 1, asked)
    vi.advanceTimersByTime(9 * 86_400_000)
    expect(asked).toHaveBeenCalledTimes(2)
  })
})

describe('a wait', () => {
  it('turns at 15, 30 and 60 seconds', () => {
    expect([0, 14_999, 15_000, 29_999, 30_000, 59_999, 60_000].map(urgency)).toEqual([0, 0, 1, 1, 2, 2, 3])
    expect([7000, 760_000, 3_723_000].map(stopwatch)).toEqual(['0:07', '12:40', '1:02:03'])
  })

  it('is asked for once when its beginning was not seen, and ends with the answer', async () => {
    const ask = vi.fn(async () => 1000)
    const waits = new Waits(ask)
    const c = { id: 'a', visitor: 'v', operator: 'o', offer: '', state: 'open' as const, seq: 2, preview: '', waiting: true, created_at: 1, updated_at: 5000, closed_at: 0 }
    waits.told(c)
    waits.told(c)
    await vi.runAllTimersAsync()
    expect(waits.of(c)).toBe(1000)
    expect(ask).toHaveBeenCalledTimes(1)
    waits.told({ ...c, waiting: false })
    expect(waits.of(c)).toBe(0)
  })
})

describe('words', () => {
  const answer = (id: string, shortcut: string, text: string, used = 0): Answer => ({ id, shortcut, text, language: 'pl', used })

  it('find ready answers without accents, by their name before their text', () => {
    const list = [answer('1', 'zwrot', 'Zwrot trwa 30 dni'), answer('2', 'łódź', 'Sklep w Łodzi'), answer('3', 'dostawa', 'Wysyłka i zwrot kosztów', 9)]
    expect(findAnswers(list, 'zwr').map((a) => a.id)).toEqual(['1', '3'])
    expect(findAnswers(list, 'lodz').map((a) => a.id)).toEqual(['2'])
    expect(findAnswers(list, '').map((a) => a.id)[0]).toBe('3')
    expect(findAnswers([...list, { ...answer('4', 'kurier', 'Jedzie dwa dni'), folder: 'Wysyłka za granicę' }], 'granice dni').map((a) => a.id)).toEqual(['4'])
  })

  it('notice "I don’t know" in both languages', () => {
    for (const text of ['Niestety nie wiem.', 'nie mam pojęcia', 'Sorry, I don’t know', 'I really don\'t know']) expect(soundsUnknowing(text), text).toBe(true)
    for (const text of ['Wiem to na pewno', 'You know it', 'Nie, to rozmiar M']) expect(soundsUnknowing(text), text).toBe(false)
  })

  it('tell of a promise whom it concerns', () => {
    const p = { id: 'p', conversation: 'c', visitor: 'v', operator: 'anna', text: '', created_at: 0, due_at: 1, reminded_at: 0, overdue_at: 0, kept_at: 0 }
    const frame = (event: PromiseFrame['event'], to?: string, by?: string): PromiseFrame =>
      ({ t: 'promise', promise: by ? { ...p, moves: [{ from: 'ewa', to: 'anna', by, at: 0 }] } : p, event, ...(to && { to }) })
    expect(concerns(frame('reminder', 'anna'), 'anna')).toBe(true)
    expect(concerns(frame('overdue', 'jan'), 'anna')).toBe(true) // the owner is away, and sees it where the panel is open
    expect(concerns(frame('overdue', 'jan'), 'jan')).toBe(true)
    expect(concerns(frame('overdue', 'jan'), 'ewa')).toBe(false)
    expect(concerns(frame('reminder'), 'ewa')).toBe(true) // nobody is available
    expect(concerns(frame('given', undefined, 'ewa'), 'anna')).toBe(true)
    expect(concerns(frame('given', undefined, 'anna'), 'anna')).toBe(false) // taken by the own press
    expect(concerns(frame('made'), 'anna')).toBe(false)
    expect(owedAfter([{ ...p, id: 'late', due_at: 9 }], p).map((x) => x.id)).toEqual(['p', 'late'])
    expect(owedAfter([p], { ...p, kept_at: 5 })).toEqual([])
  })

  it('promise only by times to come', () => {
    for (const hour of [0, 9, 15, 17, 23]) {
      const now = new Date(2026, 10, 24, hour, 59).getTime()
      expect(dueTimes(now).every((d, i, all) => d.at > now && (i === 0 || d.at >= all[i - 1]!.at)), `${hour}:59`).toBe(true)
    }
  })

  it('count as Polish and English do', () => {
    expect([1, 2, 5, 22].map(pl.talk.someWait)).toEqual(['Czeka 1 osoba', 'Czekają 2 osoby', 'Czeka 5 osób', 'Czekają 22 osoby'])
    expect([1, 2].map(en.talk.someWait)).toEqual(['1 person is waiting', '2 people are waiting'])
    const facts = { typed: 96, removed: 42, rewrote: 3, paused: 2, abandoned: 0, level: 3 }
    expect(pl.talk.hesitation(facts)).toBe('przepisane 3 razy, usunięte 42 z 96 znaków, 2 pauzy')
    expect(en.talk.hesitation(facts)).toBe('rewritten 3 times, removed 42 of 96 characters, 2 pauses')
  })
})

describe('a rule on its way', () => {
  const rule = (id: string, more: Partial<RuleView>): RuleView => ({ rule: id, truth: 'false', progress: '1/2', next: 0, gate: '', ...more })

  it('shows the time it waits for, which goes on by itself, stands still while nobody looks, and ends', () => {
    const r = rule('a', { passing: { has: 460, needs: 600, until: 1_000_140_000 } })
    expect([1_000_000_000, 1_000_001_000, 1_000_140_000, 1_000_999_000, 999_000_000].map((now) => clocksOf(r, now)?.[0])).toEqual(['7:40', '7:41', '10:00', '10:00', '7:40'])
    expect(clocksOf(rule('a', { passing: { has: 460, needs: 3600, until: 0 } }), 2_000_000_000)).toEqual(['7:40', '1:00:00'])
    expect(clocksOf(rule('a', {}), 1)).toBeUndefined()
  })

  it('is shown before others when it is nearer to an offer', () => {
    const all = [
      rule('far', { progress: '0/3' }), rule('held', { truth: 'true', progress: '2/2', gate: 'operators' }), rule('still', { passing: { has: 590, needs: 600, until: 0 } }),
      rule('soon', { passing: { has: 500, needs: 600, until: 9 } }), rule('now', { truth: 'true', progress: '1/1' }), rule('most', { progress: '2/3' }),
    ]
    const seen: string[] = []
    for (let rest = all; rest.length > 0; rest = rest.filter((r) => r.rule !== seen.at(-1))) seen.push(nearestOf(rest)!.rule)
    expect(seen).toEqual(['now', 'held', 'most', 'soon', 'still', 'far'])
    expect(nearestOf([])).toBeUndefined()
  })
})

describe('a rule explained', () => {
  it('says what there is now and what is needed', () => {
    const c = { path: 'when[0]', fact: '{"fact":"dwell","op":">=","value":600,"scope":"category"}', truth: 'false' as const, next: 0, value: 460 }
    expect(tell(c, 'en')).toEqual({ name: 'Time on the page (category)', now: '7:40', needed: '10:00' })
    expect(tell({ ...c, fact: 'all', value: undefined }, 'pl').name).toBe('wszystkie z')
    expect(tell({ ...c, fact: '{"fact":"weather"}', value: true }, 'pl')).toEqual({ name: 'weather', now: '', needed: '' })
  })

  it('leaves rows where they are while a hand is near', () => {
    expect(steady(['a', 'b', 'c'], ['c', 'd', 'a'], true)).toEqual(['a', 'c', 'd'])
    expect(steady(['a', 'b', 'c'], ['c', 'd', 'a'], false)).toEqual(['c', 'd', 'a'])
  })
})
