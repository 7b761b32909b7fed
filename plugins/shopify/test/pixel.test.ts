import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { start, type PixelEvent } from '../extensions/zagaj-pixel/src/pixel'

const NOW = Date.parse('2026-11-25T12:00:05.000Z')

/** A page with a pixel: what it sends, and a way to let something happen in the shop. */
function page(stored: Record<string, string>, settings: { server?: string; shop?: string } = { server: 'https://chat.example', shop: 'key' }) {
  const sent: { url: string; body: unknown }[] = []
  const heard = new Map<string, (event: PixelEvent) => void>()
  start({ settings, analytics: { subscribe: (name, done) => heard.set(name, done) }, browser: { localStorage: { getItem: (key) => Promise.resolve(stored[key] ?? null) } } },
    ((url: string, init: { body: string }) => { sent.push({ url, body: JSON.parse(init.body) }); return Promise.resolve(new Response()) }) as unknown as typeof fetch, () => NOW)
  const happen = async (name: string, event: PixelEvent): Promise<void> => { heard.get(name)?.(event); await new Promise((done) => setTimeout(done)) }
  return { sent, heard, happen }
}

/** One event of each name, as the vendor's types say they look. */
const EVENTS = JSON.parse(readFileSync(join(import.meta.dirname, 'events.json'), 'utf8')) as (PixelEvent & { name: string })[]

describe('the pixel', () => {
  it('tells of the checkout with the token of the widget', async () => {
    const { sent, happen } = page({ 'zagaj:key:token': 'abc' })
    for (const event of EVENTS) await happen(event.name, event)
    expect(sent.map((s) => s.url)).toEqual(Array(8).fill('https://chat.example/v1/visitor/beacon'))
    expect(sent.map((s) => s.body)).toEqual(['checkout_started', 'checkout_contact', 'checkout_address', 'checkout_shipping', 'checkout_payment', 'search', 'coupon_failed', 'payment_failed']
      .map((n) => ({ shop: 'key', token: 'abc', tab: 'pixel', pulses: [{ n, age: 5000 }] })))
  })
  it('tells nothing of whom the widget does not know', async () => {
    const { sent, happen } = page({ 'zagaj:other:token': 'abc' })
    for (const event of EVENTS) await happen(event.name, event)
    expect(sent).toEqual([])
  })
  it('listens to nothing before it knows where the server is', () => {
    expect(page({}, {}).heard.size).toBe(0)
  })
  it('does not believe a clock that makes no sense', async () => {
    const { sent, happen } = page({ 'zagaj:key:token': 'abc' })
    for (const timestamp of ['', 'yesterday', '2027-01-01T00:00:00Z', '2020-01-01T00:00:00Z']) await happen('checkout_started', { timestamp })
    expect(sent.map((s) => (s.body as { pulses: { age: number }[] }).pulses[0]!.age)).toEqual([0, 0, 0, 0])
  })
})

describe('the theme’s embed', () => {
  const block = readFileSync(join(import.meta.dirname, '../extensions/zagaj-embed/blocks/chat.liquid'), 'utf8')
  const schema = JSON.parse(/{% schema %}([\s\S]*){% endschema %}/.exec(block)![1]!) as { target: string; name: string; settings: { id: string; label: string; info?: string; options?: { label: string }[] }[] }
  it('escapes what a merchant writes', () => {
    for (const [, inside] of block.matchAll(/="\{\{ (.*?) \}\}/g)) expect(inside === 'block.settings.corner' || inside!.endsWith('| escape')).toBe(true)
  })
  it('goes to the body’s end and has words in both languages', () => {
    expect(schema.target).toBe('body')
    const keys = [schema.name, ...schema.settings.flatMap((s) => [s.label, s.info ?? '', ...(s.options ?? []).map((o) => o.label)])].filter(Boolean).map((k) => k.replace(/^t:/, '').split('.'))
    for (const file of ['en.default', 'pl']) {
      const words = JSON.parse(readFileSync(join(import.meta.dirname, `../extensions/zagaj-embed/locales/${file}.schema.json`), 'utf8')) as unknown
      for (const key of keys) expect(typeof key.reduce<unknown>((at, k) => (at as Record<string, unknown>)[k], words), `${file} ${key.join('.')}`).toBe('string')
    }
  })
  it('reads only settings that it has', () => {
    const known = schema.settings.map((s) => s.id)
    for (const [, id] of block.matchAll(/block\.settings\.(\w+)/g)) expect(known).toContain(id)
  })
})
