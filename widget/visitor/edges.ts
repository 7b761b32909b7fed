import type { Page, TabState } from '../wire/frames'
import { safe } from './safe'

export interface EdgeLink {
  tab(s: TabState, age: number): void
  pulse(name: string, value?: number): void
  page(): Page
  phone: boolean
  /** The snippet's attributes: data-size, data-delivery and data-returns are the shop's own selectors of what opens these. */
  set: DOMStringMap
}

const IDLE_MS = 60_000
const EXIT_EVERY_MS = 10_000
/** Whoever leaves a page sooner has not looked at it. */
const EXIT_AFTER_MS = 10_000
/** Leaving by the upper edge counts when the pointer has not come back within this. */
const EXIT_SURE_MS = 150
const EDGE_PX = 3

/** A field of the page in which a visitor writes. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=button], [type=submit], [type=reset], [type=checkbox], [type=radio], [type=image])'))
}

/** Watches what the visitor does with the tab: states as edges, momentary things as pulses. acts happened before. */
export function watchEdges(link: EdgeLink, acts: readonly Event[]): { unusual(): TabState[]; newPage(): void } {
  let active = true
  let input = false
  let last = Date.now()
  let arrived = performance.timeOrigin
  let lastExit = 0
  let scrolled = false
  let idleTimer: ReturnType<typeof setTimeout> | undefined

  const early: Record<string, ((e: never) => void)[]> = {}
  const on = <K extends keyof DocumentEventMap>(type: K, fn: (e: DocumentEventMap[K]) => void): void => {
    document.addEventListener(type, safe(fn) as EventListener, { capture: true, passive: true });
    (early[type] ??= []).push(fn)
  }

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

  on('visibilitychange', () => { if (!document.hidden) touch() })
  on('focusin', (e) => { if (!input && isField(e.target)) { input = true; link.tab('input', 0) } })
  on('focusout', (e) => { if (input && !isField(e.relatedTarget)) { input = false; link.tab('noinput', 0) } })

  // A phone has no honest sign of it: nobody's finger leaves by the upper edge.
  const exit = (): void => {
    const now = Date.now()
    if (now - lastExit < EXIT_EVERY_MS || now - arrived < EXIT_AFTER_MS || input) return
    lastExit = now
    link.pulse('exit')
  }
  let leaving: ReturnType<typeof setTimeout>
  on('mouseout', (e) => { if (!link.phone && !e.relatedTarget && e.clientY <= EDGE_PX) leaving = setTimeout(safe(exit), EXIT_SURE_MS) })
  on('mouseover', () => clearTimeout(leaving))
  on('click', (e) => {
    for (const what of ['size', 'delivery', 'returns']) {
      const own = link.set[what]
      if ((e.target as Element).closest?.(`[data-zagaj-${what}]`) || (own && (e.target as Element).closest?.(own))) link.pulse(what)
    }
  })
  on('copy', (e) => { if (link.page().type === 'product' && !isField(e.target)) link.pulse('copy') })

  on('scroll', () => {
    const y = scrollY
    const height = document.documentElement.scrollHeight
    if (!scrolled && y > 0 && height > 0 && (y + innerHeight) / height >= 0.9) { scrolled = true; link.pulse('scroll', 90) }
  })
  for (const e of acts) for (const fn of early[e.type] ?? []) safe(fn)(e as never)

  return {
    /** What differs from a page just opened: hello says whether it is visible, and it counts as active. */
    unusual: () => [...(active ? [] : ['idle' as const]), ...(input ? ['input' as const] : [])],
    newPage: () => { scrolled = false; arrived = Date.now() },
  }
}
