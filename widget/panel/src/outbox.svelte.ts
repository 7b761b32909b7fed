import { newID } from '../../wire/text'

export interface Unsent { id: string; conversation: string; text: string; at: number; failed: string }

const KEY = 'zagaj.outbox'

function kept(): Unsent[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(list) ? (list as Unsent[]) : []
  } catch { return [] }
}

/** Messages the server has not acknowledged. They outlive a reload; the same id makes sending again harmless. */
export class Outbox {
  list = $state.raw<Unsent[]>(kept())

  add(conversation: string, text: string): Unsent {
    const u = { id: newID(), conversation, text, at: Date.now(), failed: '' }
    this.#keep([...this.list, u])
    return u
  }

  /** Takes out what has arrived. */
  take(id: string): Unsent | undefined {
    const u = this.list.find((x) => x.id === id)
    if (u) this.#keep(this.list.filter((x) => x.id !== id))
    return u
  }

  /** Marks a message as refused; '' makes it wait again. */
  mark(id: string, failed: string): Unsent | undefined {
    this.#keep(this.list.map((x) => (x.id === id ? { ...x, failed } : x)))
    return this.list.find((x) => x.id === id)
  }

  of(conversation: string): Unsent[] { return this.list.filter((x) => x.conversation === conversation) }

  #keep(list: Unsent[]): void {
    this.list = list
    try { sessionStorage.setItem(KEY, JSON.stringify(list)) } catch { /* kept in memory only */ }
  }
}
