import { beforeEach, describe, expect, it, vi } from 'vitest'

import { route } from './route.svelte'

/** The browser's own step: the address has changed when it is told. */
function step(to: string): void {
  history.replaceState(null, '', to)
  dispatchEvent(new PopStateEvent('popstate'))
}

const unload = (): boolean => {
  const e = new Event('beforeunload', { cancelable: true })
  dispatchEvent(e)
  return e.defaultPrevented
}

beforeEach(() => { step('/panel/settings/rules/r1'); vi.restoreAllMocks() })

describe('what is not saved', () => {
  it('is left only by who agrees', () => {
    let isUnsaved = true
    const release = route.hold(() => isUnsaved)
    route.go('/panel/')
    expect([route.path, location.pathname]).toEqual(['/panel/settings/rules/r1', '/panel/settings/rules/r1'])
    expect(unload()).toBe(true)
    route.stay()
    expect(route.wanted).toBeUndefined()
    route.go('/panel/visitors')
    route.letGo()
    expect([route.path, route.wanted]).toEqual(['/panel/visitors', undefined])
    isUnsaved = false
    release()
  })

  it('is kept at a step of the browser, which is taken once somebody agrees', () => {
    const back = vi.spyOn(history, 'back').mockImplementation(() => step('/panel/settings/rules'))
    const release = route.hold(() => true)
    step('/panel/settings/rules')
    expect([route.path, location.pathname]).toEqual(['/panel/settings/rules/r1', '/panel/settings/rules/r1'])
    route.letGo()
    expect(back).toHaveBeenCalledOnce()
    expect(route.path).toBe('/panel/settings/rules')
    release()
  })

  it('holds nobody once it is saved, or its page is gone', () => {
    let isUnsaved = true
    const release = route.hold(() => isUnsaved)
    isUnsaved = false
    route.go('/panel/history')
    expect([route.path, route.wanted, unload()]).toEqual(['/panel/history', undefined, false])
    isUnsaved = true
    release()
    route.go('/panel/reports')
    expect(route.path).toBe('/panel/reports')
  })
})

describe('what lies over a screen', () => {
  it('is hidden by Back, and by another address, which takes its place in the history', () => {
    const hide = vi.fn()
    const gone = route.over(hide)
    const length = history.length
    route.go('/panel/')
    expect(hide).toHaveBeenCalledOnce()
    expect(history.length).toBe(length)
    const back = vi.spyOn(history, 'back').mockImplementation(() => {})
    gone()
    expect(back).not.toHaveBeenCalled()
    const put = route.over(hide)
    put()
    expect(back).toHaveBeenCalledOnce()
  })
})
