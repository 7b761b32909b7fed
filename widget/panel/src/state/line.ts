import type { FromOperator, ToOperator } from '../../../wire/frames'
import { dial, type Socket, type SocketHooks } from '../../../wire/socket'

/** What is said and not answered for so long, in milliseconds, was said into a dead line, though the browser has not noticed: it may take a
 *  quarter of an hour to. The visitor's window waits as long. */
const DEAF_MS = 10_000

/** The panel's line to the server, dialled anew when it is deaf. What was said into it is kept by the outbox and said again. */
export class Line {
  readonly #url: string
  readonly #hooks: SocketHooks<ToOperator>
  /** When each message was said that has not been answered. */
  readonly #said = new Map<string, number>()
  #socket!: Socket<FromOperator>

  constructor(url: string, hooks: SocketHooks<ToOperator>) {
    this.#url = url
    this.#hooks = hooks
    this.#dial()
  }

  /** Sends one frame; false when the line is down. */
  send(f: FromOperator): boolean {
    const isSent = this.#socket.send(f)
    if (isSent && f.t === 'say') this.#said.set(f.id, Date.now())
    return isSent
  }

  /** Looks whether anybody answers. */
  tick(now: number): void {
    if (![...this.#said.values()].some((at) => now - at > DEAF_MS)) return
    this.#socket.close()
    this.#said.clear()
    this.#dial()
    this.#hooks.down(false, 0)
  }

  close(): void { this.#socket.close() }

  #dial(): void {
    const mine = this.#socket = dial<ToOperator, FromOperator>(this.#url, {
      up: () => this.#hooks.up(),
      frame: (f) => {
        if (f.t === 'ack' || f.t === 'error') this.#said.delete(f.id ?? '')
        if (this.#socket === mine) this.#hooks.frame(f)
      },
      down: (final, code) => {
        if (this.#socket !== mine) return // it was given up already
        this.#said.clear()
        this.#hooks.down(final, code)
      },
    })
  }
}
