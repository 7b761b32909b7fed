/** What the browser keeps for one shop. Storage may be full, forbidden or missing: then memory does, for this page. */
export interface Store {
  get(key: string): string | undefined
  /** undefined removes the key. */
  set(key: string, value: string | undefined): void
}

/** A store over localStorage or sessionStorage; while keep() is false it writes to memory only. */
export function makeStore(area: () => Storage, shop: string, keep: () => boolean = () => true): Store & { flush(): void } {
  const memory = new Map<string, string | undefined>()
  const name = (key: string): string => `zagaj:${shop}:${key}`
  return {
    get(key) {
      try { return memory.has(key) ? memory.get(key) : area().getItem(name(key)) ?? undefined } catch { return undefined }
    },
    set(key, value) {
      memory.set(key, value)
      if (!keep()) return
      try {
        if (value === undefined) area().removeItem(name(key))
        else area().setItem(name(key), value)
        memory.delete(key)
      } catch { /* memory keeps it */ }
    },
    flush() {
      for (const [key, value] of memory) this.set(key, value)
    },
  }
}
