/** However busy the page is, what was put off is done by then. */
const LATEST_MS = 2000

/** Does work once the browser has nothing better to do: what the first screen can do without. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: LATEST_MS })
  else setTimeout(work, LATEST_MS / 4) // Safari has none
}
