export interface Toast { id: number; text: string; action?: { label: string; run: () => void }; until: number }

const LIFE_MS = 6000

/** Short news at the edge of the screen, at most three; what can be undone says so. */
class Toasts {
  list = $state.raw<Toast[]>([])
  #last = 0

  /** Shows a line for life milliseconds and returns its id. */
  show(text: string, action?: Toast['action'], life = LIFE_MS): number {
    const id = ++this.#last
    this.list = [...this.list, { id, text, ...(action && { action }), until: Date.now() + life }].slice(-3)
    setTimeout(() => this.hide(id), life)
    return id
  }

  hide(id: number): void { if (this.list.some((x) => x.id === id)) this.list = this.list.filter((x) => x.id !== id) }
}

export const toasts = new Toasts()
