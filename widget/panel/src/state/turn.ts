const MOST_MS = 2 ** 31 - 5000
const LATE_MS = 2000
/** As far as the server looks ahead (triggers/schedule.go): where no turn is in sight, it is asked again then. */
const SIGHT_MS = 8 * 86_400_000

/** The shop's next opening or closing: the server does not say when it comes; it said beforehand. */
export class Turn {
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Does then a little after an instant, or when one may have come into sight where it is 0, unless another is told before; what is past or weeks away is let go. */
  at(next: number, then: () => void): void {
    this.stop()
    const wait = next === 0 ? SIGHT_MS : next - Date.now()
    if (wait > 0 && wait < MOST_MS) this.#timer = setTimeout(then, wait + LATE_MS)
  }

  stop(): void { clearTimeout(this.#timer) }
}
