import { describe, expect, it } from 'vitest'
import { en, pl, verdictOf, type Against, type ReadArm } from './trials'

const arm = (name: string): ReadArm => ({ name, control: false, exposed: 900, orders: 90, dismissed: 0, bounced: 0, operator_minutes: 0 })
const against = (name: string, from: number, to: number): Against => ({ arm: name, ever_valid_p: 0.01, holm_p: 0.01, probability: 0.99, from, to })
const read = (verdict: string, from: number, to: number, waiting: string[] = []) => ({ verdict, waiting, arms: [arm('nothing'), arm('same'), arm('offer')], against: [against('same', -0.01, 0.01), against('offer', from, to)] })

describe('the verdict of an experiment', () => {
  it('names the arm that differs and the one it is held against, in the reader\u2019s language', () => {
    expect(verdictOf(read('better', 0.01, 0.03), pl)).toBe('W grupie „propozycja” kupuje większa część osób niż w grupie „nic”.')
    expect(verdictOf(read('worse', -0.03, -0.01), en)).toBe('A smaller share of people buys in the arm “offer” than in “nothing”.')
  })

  it('is not promised for later where measuring is broken', () => {
    expect(verdictOf(read('waiting', 0, 0, ['split']), pl)).toBe(pl.verdicts['split'])
    expect(verdictOf(read('waiting', 0, 0, ['days']), pl)).toBe(pl.verdicts['waiting'])
  })
})
