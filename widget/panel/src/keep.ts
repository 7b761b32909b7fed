/** Reads what was kept in this tab; fallback when there is nothing or it is not JSON. */
export function recall<T>(key: string, fallback: T, from: Storage = sessionStorage): T {
  try { return (JSON.parse(from.getItem(key) ?? 'null') as T | null) ?? fallback } catch { return fallback }
}

/** Keeps a value over a reload. A full or forbidden storage keeps it in memory only. */
export function keep(key: string, value: unknown, to: Storage = sessionStorage): void {
  try { to.setItem(key, JSON.stringify(value)) } catch { /* lost with the page */ }
}
