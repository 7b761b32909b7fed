/** Runs a handler so that a fault of ours never becomes the shop's. */
export function safe<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void {
  return (...args) => { try { fn(...args) } catch { /* nothing on the page may depend on this */ } }
}

export const meta = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content.trim() || undefined
