import type { Page, TabState } from '../wire/frames'

export interface EdgeLink {
  tab(s: TabState, age: number): void
  pulse(name: string, value?: number): void
  page(): Page
  phone: boolean
}

const IDLE_MS = 60_000
const EXIT_EVERY_MS = 10_000

/** Runs a handler so that a fault of ours never becomes the shop's. */
export function safe<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void {
  return (...args) => { try { fn(...args) } catch { /* nothing on the page may depend on this */ } }
}

/** A field of the page in which a visitor writes. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=button], [type=submit], [type=reset], [type=checkbox], [type=radio], [type=image])'))
}

/** Watches what the visitor does with the tab: states as edges, momentary things as pulses. */
export function watchEdges(link: EdgeLink): { unusual(): TabState[]; newPage(): void } {
  let active = true
  let input = false
  let last = Date.now()
  let lastExit = 0
  let scrolled = false
  let idleTimer: ReturnType<typeof setTimeout> | undefined

  const on = <K extends keyof DocumentEventMap>(type: K, fn: (e: DocumentEventMap[K]) => void, target: EventTarget = document): void =>
    target.addEventListener(type, safe(fn) as EventListener, { capture: true, passive: true })

  const checkIdle = safe(() => {
    const left = last + IDLE_MS - Date.now()
    if (left > 0) { idleTimer = setTimeout(checkIdle, left); return }
    idleTimer = undefined
    active = false
    link.tab('idle', -left)
  })
  const touch = (): void => {
    last = Date.now()
    if (!active) { active = true; link.tab('active', 0) }
    idleTimer ??= setTimeout(checkIdle, IDLE_MS)
  }
  touch()
  for (const type of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'touchstart', 'wheel'] as const) on(type, touch)

  on('visibilitychange', () => { link.tab(document.hidden ? 'hidden' : 'shown', 0); if (!document.hidden) touch() })
  on('focusin', (e) => { if (!input && isField(e.target)) { input = true; link.tab('input', 0) } })
  on('focusout', (e) => { if (input && !isField(e.relatedTarget)) { input = false; link.tab('noinput', 0) } })

  const exit = (): void => {
    if (Date.now() - lastExit < EXIT_EVERY_MS) return
    lastExit = Date.now()
    link.pulse('exit')
  }
  on('mouseout', (e) => { if (!link.phone && !e.relatedTarget && e.clientY <= 50) exit() })
  on('click', (e) => { if (e.target instanceof Element && e.target.closest('[data-zagaj-size]')) link.pulse('size') })
  on('copy', (e) => { if (link.page().type === 'product' && !isField(e.target)) link.pulse('copy') })

  let deepest = 0
  let trail: { y: number; at: number }[] = []
  on('scroll', () => {
    const y = scrollY
    const height = document.documentElement.scrollHeight
    if (!scrolled && y > 0 && height > 0 && (y + innerHeight) / height >= 0.9) { scrolled = true; link.pulse('scroll', 90) }
    if (!link.phone) return
    const now = Date.now()
    deepest = Math.max(deepest, y)
    trail = [...trail.filter((p) => now - p.at <= 400), { y, at: now }]
    if (deepest >= 800 && Math.max(...trail.map((p) => p.y)) - y >= 400) { deepest = y; trail = []; exit() }
  })

  return {
    /** What differs from a page just opened: hello says whether it is visible, and it counts as active. */
    unusual: () => [...(active ? [] : ['idle' as const]), ...(input ? ['input' as const] : [])],
    newPage: () => { scrolled = false; deepest = 0; trail = [] },
  }
}
