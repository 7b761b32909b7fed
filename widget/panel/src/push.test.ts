import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { outletTexts } from './outletTexts'
import SetPush from './SetPush.svelte'
import { words } from './words.svelte'

beforeEach(() => vi.useFakeTimers())
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

it('where the browser did not take the worker, the switch says so and can be pressed again', async () => {
  words.choose('pl')
  vi.stubGlobal('navigator', { ...navigator, serviceWorker: { ready: new Promise(() => {}) } })
  vi.stubGlobal('Notification', { requestPermission: async () => 'granted' })
  vi.stubGlobal('PushManager', class {})
  vi.stubGlobal('fetch', async () => Response.json({ key: 'AA', subscriptions: [] }))
  const shown = mount(SetPush, { target: document.body, props: { rest: [] } })
  flushSync()
  const press = document.querySelector<HTMLButtonElement>('[data-testid=push-switch]')!
  press.click()
  flushSync()
  expect(press.disabled).toBe(true)
  await vi.advanceTimersByTimeAsync(6000)
  flushSync()
  expect([press.disabled, document.querySelector('[role=alert]')?.textContent]).toEqual([false, outletTexts.pl.pushBroken])
  void unmount(shown)
})
