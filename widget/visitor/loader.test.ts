import { beforeAll, expect, test, vi } from 'vitest'

// The loader on one page, with lines that the test plays: which tab has one, and when.
class Line extends EventTarget {
  static all: Line[] = []
  readyState = 0
  bufferedAmount = 0
  sent: { t: string }[] = []
  onopen?: () => void
  onmessage?: (e: { data: string }) => void
  onclose?: (e: { code: number }) => void
  constructor() { super(); Line.all.push(this) }
  send(text: string): void { this.sent.push(JSON.parse(text) as { t: string }) }
  close(code = 1000): void { this.readyState = 3; queueMicrotask(() => this.onclose?.({ code })) }
  up(): void { this.readyState = 1; this.onopen?.(); this.hear({ t: 'welcome', visitor: 'v', token: 'secret', epoch: 'e', name: 'Halny', lang: 'pl', available: true }) }
  hear(f: unknown): void { this.onmessage?.({ data: JSON.stringify(f) }) }
}

let painted: () => void
/** How many listeners the loader added by itself. */
let loaded: number
const open = (): number => Line.all.filter((l) => l.readyState < 2).length
const launcher = (): HTMLElement => document.querySelector('zagaj-chat')!.shadowRoot!.querySelector('button')!
const look = (hidden: boolean): void => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}
const elsewhere = (): void => {
  localStorage.setItem('zagaj:k:line', 'of another tab')
  dispatchEvent(new Event('storage'))
}

beforeAll(async () => {
  const atOnce = (work: () => void): void => work()
  Object.assign(globalThis, { CHAT_ENDS: '.js', MEASURE_FILE: 'measure.js', WebSocket: Line, requestAnimationFrame: (work: () => void) => { painted = work }, requestIdleCallback: atOnce })
  const script = document.createElement('script')
  Object.defineProperty(script, 'src', { value: 'https://chat.example/zagaj.js' })
  script.dataset['shop'] = 'k'
  Object.defineProperty(document, 'currentScript', { value: script })
  Object.defineProperty(document, 'hidden', { configurable: true, value: true })
  window.matchMedia = () => ({ matches: false }) as MediaQueryList
  const listened = vi.spyOn(window, 'addEventListener')
  await import('./loader')
  loaded = listened.mock.calls.length
  listened.mockRestore()
})

test('until the page is painted only the name is there: nothing is read, listened to or dialled', () => {
  const listened = vi.spyOn(window, 'addEventListener')
  const read = vi.spyOn(Storage.prototype, 'getItem')
  expect([typeof window.Zagaj, Line.all.length, loaded]).toEqual(['function', 0, 0])
  painted()
  expect([listened.mock.calls.length > 0, read.mock.calls.length]).toEqual([true, 0]) // what is stored is read for a line
  listened.mockRestore()
  read.mockRestore()
})

test('a tab that nobody has looked at does not dial; it does when it is looked at, and shows the launcher', () => {
  expect(open()).toBe(0)
  look(false)
  expect(open()).toBe(1)
  Line.all.at(-1)!.up()
  expect(Line.all.at(-1)!.sent[0]).toMatchObject({ t: 'hello', shop: 'k', consent: true, visible: true })
  expect(launcher().hidden).toBe(false)
})

test('while another tab of the shop is looked at this one has no line, whichever is told of it first', async () => {
  elsewhere() // the other one is seen before this one is hidden
  expect(open()).toBe(1)
  expect(localStorage.getItem('zagaj:k:line')).toBe('of another tab') // two windows side by side do not quarrel
  look(true)
  expect(open()).toBe(0)
  await Promise.resolve()
  look(false)
  expect(open()).toBe(1)
  Line.all.at(-1)!.up()
  expect(launcher().hidden).toBe(false)
  look(true)
  expect(open()).toBe(1) // nobody looks at another
  elsewhere()
  expect(open()).toBe(0)
  await Promise.resolve()
  look(false)
  expect(open()).toBe(1)
  Line.all.at(-1)!.up()
})

test('a page whose JSON says nothing breaks nothing', () => {
  const parse = vi.spyOn(JSON, 'parse').mockReturnValue(undefined)
  expect(() => Line.all.at(-1)!.hear({ t: 'available', on: false })).not.toThrow()
  parse.mockRestore()
  expect(launcher().hidden).toBe(false)
})

test('only one name is the page\'s, and the shop\'s own fault stays its own', () => {
  expect(typeof window.Zagaj).toBe('function')
  expect(() => window.Zagaj!('consent', true)).not.toThrow()
})

test('a page that comes back from memory has one line, whether it is first shown or first visible', async () => {
  const back = (): void => { dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })) }
  for (const order of [[() => look(false), back], [back, () => look(false)]]) {
    Line.all.at(-1)!.up()
    dispatchEvent(new Event('pagehide'))
    look(true)
    await Promise.resolve()
    expect(open()).toBe(0)
    for (const told of order) told()
    expect(open()).toBe(1)
  }
})

test('who is refused for good does not come back', async () => {
  Line.all.at(-1)!.close(4003)
  await Promise.resolve()
  expect(launcher().hidden).toBe(true)
  look(true)
  look(false)
  expect(open()).toBe(0)
})
