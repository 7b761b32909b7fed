import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Desk } from '../desk.svelte'
import { words } from '../words.svelte'
import Settings from './Settings.svelte'
import { pl } from './texts'

beforeEach(() => words.choose('pl'))
afterEach(() => document.body.replaceChildren())

it('an address that was cut leads to no section, and to a page that says so', () => {
  history.replaceState(null, '', '/panel/settings/50%')
  dispatchEvent(new PopStateEvent('popstate'))
  const shown = mount(Settings, { target: document.body, props: { desk: { me: { role: 'owner' } } as Desk } })
  flushSync()
  expect(document.body.textContent).toContain(pl.unknown)
  void unmount(shown)
})
