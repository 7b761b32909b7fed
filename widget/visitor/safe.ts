/** Runs a handler so that a fault of ours never becomes the shop's. */
export function safe<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void {
  return (...args) => { try { fn(...args) } catch { /* nothing on the page may depend on this */ } }
}

/** Work that can wait is done when the browser has nothing else to do, yet not later than this. Safari has no such moment. */
const LATEST_MS = 2000
export const idle = (work: () => void): unknown => (window.requestIdleCallback ?? setTimeout)(safe(work), { timeout: LATEST_MS } as never)

export const meta = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content.trim() || undefined
