import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Conversation, Note, ToOperator } from '../../wire/frames'
import type { Me, Start } from './api'
import { Desk } from './desk.svelte'

/** The panel's socket; the test is the server. */
class Wire {
  static last: Wire
  readyState = 1
  sent: { t: string }[] = []
  onopen?: () => void
  onmessage?: (e: { data: string }) => void
  onclose?: (e: { code: number }) => void
  constructor() { Wire.last = this }
  send(text: string): void { this.sent.push(JSON.parse(text) as { t: string }) }
  close(): void { this.readyState = 3 }
}
const hooks = { signedOut: vi.fn(), call: vi.fn(), alarm: vi.fn(() => true), called: vi.fn(), promise: vi.fn(), slept: vi.fn() }
const shop = { peek: 'draft', seats: 3, name: 'Halny' }
const me = (role: string): Me => ({ operator: { id: 'me', name: 'Celina', role }, shop, available: false, open: true, next: 0 }) as unknown as Me
const talk = (id: string, state: Conversation['state'] = 'waiting'): Conversation => ({ id, visitor: `v${id}`, operator: state === 'open' ? 'me' : '', offer: '', state, seq: 1, preview: 'Halo?', waiting: true, created_at: 1, updated_at: 1, closed_at: 0 })

let desk: Desk
let answers: (path: string) => object
const tell = (f: object): void => { Wire.last.onmessage?.({ data: JSON.stringify(f) }) }
const welcome = (role: string): void => { Wire.last.onopen?.(); tell({ t: 'welcome', ...me(role), epoch: 'e' } satisfies Partial<ToOperator>) }
function begin(role: string, conversations: Conversation[] = []): void {
  desk = new Desk(me(role), hooks, { me: me(role), answers: [], promises: [], waits: [], conversations, talks: [] } as Start)
  welcome(role)
}

beforeEach(() => {
  sessionStorage.clear()
  vi.clearAllMocks()
  answers = () => ({})
  vi.stubGlobal('WebSocket', Wire)
  vi.stubGlobal('fetch', async (to: string) => Response.json(answers(to)))
})
afterEach(() => { desk.stop(); vi.unstubAllGlobals() })

it.each([['operator', 1, 1, ['heard']], ['viewer', 0, 0, []]] as const)('to whoever has the role of %s a visitor who waits is told %i times, and rings %i times', (role, calls, rings, receipts) => {
  begin(role)
  tell({ t: 'conversation', conversation: talk('c') })
  tell({ t: 'alarm', conversation: 'c', seq: 1, round: 0, step: 'sound', operator: '', since: 1, at: 1 })
  expect([hooks.call.mock.calls.length, hooks.alarm.mock.calls.length]).toEqual([calls, rings])
  expect(Wire.last.sent.map((f) => f.t).filter((t) => t === 'heard')).toEqual(receipts)
})

it('the notes beside a conversation are read again when the line is back', async () => {
  const notes: Pick<Note, 'id' | 'text'>[] = []
  answers = (path) => (path.endsWith('/notes') ? { notes } : path.includes('/conversations/c') ? { conversation: talk('c', 'open'), visitor: {}, messages: [] } : { conversations: [talk('c', 'open')], promises: [], operator: me('operator').operator, shop })
  begin('operator', [talk('c', 'open')])
  await desk.beside.loadNotes('c')
  notes.push({ id: 'n', text: 'Czeka na fakturę' })
  vi.spyOn(Math, 'random').mockReturnValue(0)
  Wire.last.onclose?.({ code: 1006 })
  const before = Wire.last
  await vi.waitFor(() => expect(Wire.last).not.toBe(before), { timeout: 3000 })
  welcome('operator')
  await vi.waitFor(() => expect(desk.beside.notes.get('c')).toHaveLength(1))
})
