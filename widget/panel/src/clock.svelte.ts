/** A gap in the ticks that no throttled tab makes: the machine was asleep. */
const SLEPT_MS = 180_000

/** The seconds that clocks on the screen show, and whether the machine has slept between two of them. */
export class Clock {
  now = $state(Date.now())
  readonly #timer: ReturnType<typeof setInterval>

  /** slept is told for how long the machine was asleep, in milliseconds. */
  constructor(tick: (now: number) => void, slept: (ms: number) => void) {
    this.#timer = setInterval(() => {
      const gap = Date.now() - this.now
      this.now = Date.now()
      if (gap > SLEPT_MS) slept(gap)
      tick(this.now)
    }, 1000)
  }

  stop(): void { clearInterval(this.#timer) }
}
