import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { fromMinor, keyOf, sign, type Message } from './message'
import { Sender } from './sender'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

describe('the message', () => {
  it('is signed as the specification says', () => {
    const headers = sign(keyOf(secret), 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
  it('refuses a secret without a key in it', () => {
    for (const bad of ['', 'whsec_', 'whsec_!', 'not base64 at all']) expect(() => keyOf(bad)).toThrow()
  })
  it('tells minor units exactly', () => {
    for (const [minor, decimals, want] of [[4999, 2, '49.99'], [5, 2, '0.05'], [0, 2, '0.00'], [-5, 2, '-0.05'], [500, 0, '500'], [1234, 3, '1.234'], [9007199254740991, 2, '90071992547409.91']] as const) {
      expect(fromMinor(minor, decimals)).toBe(want)
    }
    expect(() => fromMinor(1.5, 2)).toThrow()
  })
})

interface Got { id: string; good: boolean; type: string; data: { id: string; version: number; total?: string } }

describe('the sender', () => {
  let server: Server
  let address: string
  let got: Got[]
  let answers: number[]
  beforeEach(async () => {
    got = []
    answers = []
    server = createServer((req, res) => {
      let body = ''
      req.on('data', (part: Buffer) => { body += part.toString() })
      req.on('end', () => {
        const [id, at] = [String(req.headers['webhook-id']), String(req.headers['webhook-timestamp'])]
        const want = 'v1,' + createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64')
        got.push({ id, good: want === req.headers['webhook-signature'], ...JSON.parse(body) as { type: string; data: Got['data'] } })
        res.statusCode = answers.shift() ?? 200
        res.end()
      })
    })
    await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/standard/in`
  })
  afterEach(async () => { await new Promise((done) => { server.close(done) }) })

  const cart = (total: string): Message => ({ type: 'cart.updated', data: { id: 'C1', currency: 'PLN', total, lines: [] } })
  const sender = (more: object = {}) => new Sender({ address, secret, quietMs: 20, retryMs: [1, 1], ...more })

  it('sends one snapshot for many events, and the last state', async () => {
    const s = sender()
    let total = 0
    for (let i = 1; i <= 5; i++) { total = i; s.later('C1', () => Promise.resolve(cart(String(total)))) }
    await s.close()
    expect(got.map((g) => [g.good, g.type, g.data.total])).toEqual([[true, 'cart.updated', '5']])
  })
  it('sends nothing when nothing changed, and grows the version when something did', async () => {
    const s = sender({ quietMs: 0 })
    for (const total of ['1', '1', '2']) {
      const read = new Promise<void>((done) => { s.later('C1', () => { done(); return Promise.resolve(cart(total)) }) })
      await read
    }
    await s.close()
    expect(got.map((g) => g.data.total)).toEqual(['1', '2'])
    expect(got[1]!.data.version).toBeGreaterThan(got[0]!.data.version)
  })
  it('tries again with the same id, not for what is refused for good', async () => {
    answers = [503, 429]
    const s = sender()
    s.later('C1', () => Promise.resolve(cart('1')))
    await expect.poll(() => got.length, { timeout: 30_000 }).toBe(3)
    expect(new Set(got.map((g) => g.id)).size).toBe(1)
    const said: string[] = []
    answers = [401]
    const other = sender({ log: (text: string) => said.push(text) })
    other.later('C1', () => Promise.resolve(cart('2')))
    await other.close()
    expect(got).toHaveLength(4)
    expect(said).toEqual(['zagaj: C1 is not told: Error: the server answers 401'])
  })
  it('goes on when a state cannot be read', async () => {
    const said: string[] = []
    const s = sender({ log: (text: string) => said.push(text) })
    s.later('A', () => Promise.reject(new Error('gone')))
    s.later('B', () => Promise.resolve(undefined))
    s.later('C', () => Promise.resolve(cart('1')))
    await s.close()
    expect(got).toHaveLength(1)
    expect(said).toEqual(['zagaj: A is not told: Error: gone'])
  })
  it('keeps one turn for a thing that changes while the server is away', async () => {
    answers = [503]
    let reads = 0
    const s = sender({ quietMs: 0, retryMs: [300] })
    s.later('C1', () => Promise.resolve(cart('0')))
    await expect.poll(() => got.length).toBe(1) // it is being tried, and holds up the rest
    for (let i = 1; i <= 5; i++) {
      s.later('C2', () => { reads++; return Promise.resolve(cart(String(i))) })
      await new Promise((go) => setTimeout(go, 5)) // quiet in between
    }
    await s.close()
    expect([reads, got.map((g) => g.data.total)]).toEqual([1, ['0', '0', '5']])
  })
  it('tries what must not be lost until it is taken', async () => {
    answers = [503, 503, 503, 401]
    const s = sender({ againMs: 5 })
    s.later('customer 7', () => Promise.resolve<Message>({ type: 'customer.erased', data: { id: '7' } }), true)
    await expect.poll(() => got.length, { timeout: 30_000 }).toBe(5)
    await s.close()
    expect(got.map((g) => g.type)).toEqual(Array(5).fill('customer.erased'))
  })
  it('refuses an address that is not ours', () => {
    for (const bad of ['', 'https://shop.example/', 'ftp://x/hooks/vendure/in']) expect(() => sender({ address: bad })).toThrow()
  })
})
