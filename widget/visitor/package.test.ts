import { beforeEach, expect, test } from 'vitest'

import type { EventName } from './chat'
import { load, toDataLayer, zagaj, type Events } from '../../plugins/js/src/index'
import { identity, pushWorker } from '../../plugins/js/src/server'

interface Page { Zagaj?: { (...call: unknown[]): void; q?: unknown[][] }; dataLayer?: unknown[] }
const page = window as unknown as Page

beforeEach(() => {
  delete page.Zagaj
  delete page.dataLayer
  document.head.replaceChildren()
})

test('keeps calls until the widget is there, and hands them on when it is', () => {
  zagaj('cart', 'T1')
  expect(page.Zagaj?.q).toEqual([['cart', 'T1']])
  const heard: unknown[][] = []
  page.Zagaj = (...call) => { heard.push(call) }
  zagaj('open')
  expect(heard).toEqual([['open']])
})

test('puts one snippet into the page', () => {
  load({ server: 'https://chat.example', shop: 'k', x: 12, corner: 'left' })
  load({ server: 'https://chat.example', shop: 'k' })
  const scripts = [...document.querySelectorAll('script')]
  expect(scripts.map((s) => [s.src, s.async, { ...s.dataset }])).toEqual([['https://chat.example/zagaj.js', true, { shop: 'k', x: '12', corner: 'left' }]])
})

test('answers the worker by which browsers tell of a promised answer', async () => {
  const answer = pushWorker('https://chat.example')
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('service-worker-allowed')]).toEqual([200, 'text/javascript; charset=utf-8', '/zagaj-push/'])
  expect(await answer.text()).toBe('importScripts("https://chat.example/push-worker.js")\n')
})

test('tells Google Analytics what happens', () => {
  toDataLayer()
  const [, , hear] = page.Zagaj!.q![0] as [string, string, (detail: object, event: string) => void]
  hear({ offer: 'o1' }, 'accept')
  expect(page.dataLayer).toEqual([{ event: 'zagaj_accept', offer: 'o1' }])
})

test('names the events of the widget, all of them', () => {
  const ours: Record<EventName, true> = { offer: true, accept: true, dismiss: true, open: true, close: true, say: true, message: true, end: true }
  const theirs: Record<keyof Events, true> = ours
  expect(Object.keys(theirs)).toHaveLength(8)
})

test('signs as the server checks it', () => {
  // The same vector stands in api/identify_test.go.
  expect(identity('whsec_test', 'k7', 60, 1_795_430_000_000)).toEqual({ customer: 'k7', until: 1_795_433_600_000, proof: '8520627babcf91ce1d7ab2d056e58d02e5b7de9554373aff78909b88815f1409' })
})
