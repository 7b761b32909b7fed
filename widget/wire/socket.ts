import { FINAL_CLOSES } from './frames'

export interface SocketHooks<In> {
  /** The socket is up: say hello. */
  up(): void
  frame(f: In): void
  /** The socket is down; final is true when it must not be tried again. */
  down(final: boolean, code: number): void
}

// Full jitter between half and all of the step, so that a restarted server is not met by everybody at once.
const FIRST_MS = 500
const MOST_MS = 20_000
/** The server pings every 25 s, but a browser does not show pings; without frames a dead line is found by sending. */
const OPEN_MS = 10_000

/** A socket that comes back by itself, until closed by us or refused for good. Frames sent while it is down are dropped:
 *  what must not be lost is kept by the caller and sent again after `up`. */
export class Socket<Out extends object, In> {
  #ws: WebSocket | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #tries = 0
  #closed = false
  #back = 0
  readonly #url: string
  readonly #hooks: SocketHooks<In>

  constructor(url: string, hooks: SocketHooks<In>) {
    this.#url = url
    this.#hooks = hooks
    addEventListener('online', this.#wake)
    addEventListener('pageshow', this.#wake)
    document.addEventListener('visibilitychange', this.#wake)
    this.#dial()
  }

  get isUp(): boolean { return this.#ws?.readyState === 1 }

  /** Bytes not yet handed to the network. */
  get backlog(): number { return this.#ws?.bufferedAmount ?? 0 }

  /** Sends one frame; false when the socket is down. */
  send(frame: Out): boolean {
    if (!this.isUp) return false
    this.#ws!.send(JSON.stringify(frame))
    return true
  }

  /** The server said when to come back. */
  comeBack(inMs: number): void { this.#back = inMs }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    removeEventListener('online', this.#wake)
    removeEventListener('pageshow', this.#wake)
    document.removeEventListener('visibilitychange', this.#wake)
    this.#ws?.close(1000)
  }

  #wake = (): void => {
    if (this.#closed || document.visibilityState === 'hidden' || this.#ws) return
    clearTimeout(this.#timer)
    this.#dial()
  }

  #dial(): void {
    const ws = new WebSocket(this.#url)
    this.#ws = ws
    const slow = setTimeout(() => ws.close(), OPEN_MS)
    ws.onopen = () => { clearTimeout(slow); this.#tries = 0; this.#hooks.up() }
    ws.onmessage = (e) => {
      let f: In
      try { f = JSON.parse(String(e.data)) as In } catch { return }
      this.#hooks.frame(f)
    }
    ws.onclose = (e) => {
      clearTimeout(slow)
      if (this.#ws !== ws) return
      this.#ws = undefined
      const final = this.#closed || FINAL_CLOSES.includes(e.code)
      if (!final) this.#later()
      this.#closed ||= final
      this.#hooks.down(final, e.code)
    }
  }

  #later(): void {
    const step = Math.min(MOST_MS, FIRST_MS * 2 ** this.#tries++)
    const wait = this.#back + step * (0.5 + Math.random() / 2)
    this.#back = 0
    this.#timer = setTimeout(() => this.#dial(), wait)
  }
}
