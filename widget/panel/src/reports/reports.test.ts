import { flushSync, mount, unmount } from 'svelte'
import { expect, it, vi } from 'vitest'
import type { Desk } from '../desk.svelte'
import Reports from './Reports.svelte'

it('the span that was chosen last is shown, though a longer one comes later', async () => {
  const report = (kept: number): object => ({ promises: { kept, late: 0, open: 0, overdue: 0 } })
  let late = (): void => {}
  vi.stubGlobal('fetch', async (to: string) => {
    if (to.endsWith('reports?days=28')) return new Promise<Response>((done) => { late = () => done(Response.json(report(28))) })
    return Response.json(to.includes('reports?days') ? report(1) : { answers: [], people: [], reading: { arms: [] }, advice: {} })
  })
  history.replaceState(null, '', '/panel/reports/promises')
  dispatchEvent(new PopStateEvent('popstate'))
  const shown = mount(Reports, { target: document.body, props: { desk: { rules: [] } as unknown as Desk } })
  flushSync()
  const days = document.querySelector<HTMLSelectElement>('[data-testid=report-days]')!
  days.selectedIndex = 0
  days.dispatchEvent(new Event('change', { bubbles: true }))
  const kept = (): string | undefined => { flushSync(); return document.querySelector('.tile b')?.textContent }
  await vi.waitFor(() => expect(kept()).toBe('1'))
  late()
  await new Promise((done) => setTimeout(done, 20))
  expect(kept()).toBe('1')
  void unmount(shown)
  vi.unstubAllGlobals()
})
