import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import type { Rule } from '../api'
import TrialPlan from './TrialPlan.svelte'
import { pl } from './trials'

it('an experiment can begin with the first rule, though the rules come later than the page', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ per_arm: 100, visitors: 200 }))
  const desk = $state({ rules: [] as Pick<Rule, 'id' | 'name'>[] })
  const shown = mount(TrialPlan, { target: document.body, props: { desk: desk as unknown as Desk, started() {}, t: pl } })
  flushSync()
  document.querySelector('form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
  await vi.waitFor(() => { flushSync(); expect(document.querySelector('[data-testid=trial-needs]')).not.toBeNull() })
  desk.rules = [{ id: 'r1', name: 'Koszyk czeka' }]
  flushSync()
  expect([document.querySelector<HTMLSelectElement>('[data-testid=trial-rule]')!.value, document.querySelector<HTMLButtonElement>('[data-testid=trial-start]')!.disabled]).toEqual(['r1', false])
  void unmount(shown)
  vi.unstubAllGlobals()
})
