import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dial, type Socket } from './socket'

/** A socket that does what the test says. */
class Line {
  static all: Line[] = []
  readyState = 1
  onopen?: () => void
  onmessage?: (e: { data: string }) => void
  onclose?: (e: { code: number }) => void
  constructor() { Line.all.push(this) }
  send(): void { /* the test sends nothing */ }
  close(): void { /* the test closes */ }
}

let socket: Socket<{ t: string }>
let downs: [boolean, number][]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Line)
  Line.all = []
  downs = []
  socket = dial<{ t: string }, { t: string }>('ws://x', { up() {}, frame() {}, down: (final, code) => downs.push([final, code]) })
})
afterEach(() => { socket.close(); vi.useRealTimers(); vi.unstubAllGlobals(); vi.restoreAllMocks() })

const ends = (code: number): void => Line.all.at(-1)?.onclose?.({ code })
/** How many milliseconds pass until there is another line. */
const waits = (): number => {
  const before = Line.all.length
  for (let ms = 0; ms < 60_000; ms += 50) {
    vi.advanceTimersByTime(50)
    if (Line.all.length > before) return ms + 50
  }
  return Infinity
}

test('a server that restarts says when to come back, and nobody comes before', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  Line.all[0]?.onmessage?.({ data: '{"t":"back","in_ms":4000}' })
  ends(1012)
  expect(waits()).toBe(4250)
  ends(1012) // what it said counts once
  expect(waits()).toBe(500)
})

test('without a word each waits a time of its own, longer after each failure', () => {
  const random = vi.spyOn(Math, 'random')
  for (const [chance, want] of [[0, 250], [0.99, 1000], [0, 1000], [0.99, 4000], [0, 4000]] as const) {
    random.mockReturnValue(chance)
    ends(1006)
    expect(waits()).toBe(want)
  }
})

test('a reader that was too slow comes back; one that was refused for good does not', () => {
  ends(4008)
  expect(waits()).toBeLessThanOrEqual(500)
  ends(4003)
  expect(waits()).toBe(Infinity)
  expect(downs).toEqual([[false, 4008], [true, 4003]])
})

test('a page that has spoilt WebSocket throws where it is dialled, and nowhere afterwards', () => {
  socket.close()
  vi.stubGlobal('WebSocket', undefined)
  expect(() => dial('ws://x', { up() {}, frame() {}, down() {} })).toThrow(TypeError)
  const said = vi.fn((e: ErrorEvent) => e.preventDefault())
  addEventListener('error', said)
  for (const type of ['pageshow', 'online']) dispatchEvent(new Event(type))
  removeEventListener('error', said)
  expect(said).not.toHaveBeenCalled()
})
