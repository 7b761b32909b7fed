import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Line } from './line'

/** A socket that sends into nowhere, and hears what the test says. */
class Wire {
  static all: Wire[] = []
  readyState = 1
  sent: string[] = []
  onopen?: () => void
  onmessage?: (e: { data: string }) => void
  onclose?: (e: { code: number }) => void
  constructor() { Wire.all.push(this) }
  send(text: string): void { this.sent.push(text) }
  close(): void { this.readyState = 2 }
}
const say = (id: string) => ({ t: 'say', id, conversation: 'c', text: 'Tak, jest.' }) as const
const hooks = { up: vi.fn(), frame: vi.fn(), down: vi.fn() }
/** A second passes, as many times. */
const pass = (line: Line, seconds: number): void => { for (let s = 0; s < seconds; s++) { vi.advanceTimersByTime(1000); line.tick(Date.now()) } }

let line: Line
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Wire)
  Wire.all = []
  vi.clearAllMocks()
  line = new Line('ws://x', hooks)
})
afterEach(() => { line.close(); vi.useRealTimers(); vi.unstubAllGlobals() })

it('a line on which nobody answers what was said is given up for a new one, once, and what it still tells is not heard', () => {
  expect(line.send(say('a'))).toBe(true)
  pass(line, 15)
  expect([Wire.all.length, hooks.down.mock.calls]).toEqual([2, [[false, 0]]])
  Wire.all[0]!.onmessage?.({ data: '{"t":"typing","conversation":"c","on":true}' })
  Wire.all[0]!.onclose?.({ code: 1000 })
  expect([hooks.frame.mock.calls.length, hooks.down.mock.calls.length]).toEqual([0, 1])
  pass(line, 60)
  expect(Wire.all).toHaveLength(2)
})

it('a line that answers is kept, whether it takes what was said or refuses it, and so is one on which nothing was said', () => {
  for (const [id, answer] of [['a', '{"t":"ack","id":"a","conversation":"c","seq":1,"at":1}'], ['b', '{"t":"error","id":"b","code":"invalid","message":""}']] as const) {
    line.send(say(id))
    pass(line, 5)
    Wire.all[0]!.onmessage?.({ data: answer })
  }
  line.send({ t: 'typing', conversation: 'c', on: true })
  pass(line, 60)
  expect(Wire.all).toHaveLength(1)
})

it('a line that breaks by itself is not given up a second time', () => {
  line.send(say('a'))
  Wire.all[0]!.onclose?.({ code: 1006 })
  expect(hooks.down).toHaveBeenCalledExactlyOnceWith(false, 1006)
  pass(line, 5)
  const dialled = Wire.all.length
  pass(line, 60)
  expect([Wire.all.length, hooks.down.mock.calls.length]).toEqual([dialled, 1])
})
