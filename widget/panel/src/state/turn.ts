const MOST_MS = 2 ** 31 - 5000
const LATE_MS = 2000
/** How far ahead the server looks for the next opening or closing (triggers/schedule.go), less an hour for clocks that differ. */
const SIGHT_MS = 8 * 86_400_000 - 3_600_000

/** When a shop opens or closes next, of what the server has just said; 0 when that is not in sight: it names the end of what it looked through then. */
export const turnOf = (next: number): number => (next - Date.now() < SIGHT_MS ? next : 0)

/** The shop's next opening or closing: the server does not say when it comes; it said beforehand. */
export class Turn {
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Does then a little after an instant, unless another is told before; what is past or weeks away is let go. */
  at(next: number, then: () => void): void {
    this.stop()
    const wait = next - Date.now()
    if (wait > 0 && wait < MOST_MS) this.#timer = setTimeout(then, wait + LATE_MS)
  }

  stop(): void { clearTimeout(this.#timer) }
}
