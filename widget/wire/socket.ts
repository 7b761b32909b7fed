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

/** Reasons to try again at once; they all reach the window. */
const WAKES = ['online', 'pageshow', 'visibilitychange']

/** A socket that comes back by itself, until closed by us or refused for good. Frames sent while it is down are dropped:
 *  what must not be lost is kept by the caller and sent again after `up`. What it keeps lives in the constructor, where the
 *  minifier may shorten the names. */
export class Socket<Out extends object, In> {
  /** Sends one frame; false when the socket is down. */
  declare readonly send: (frame: Out) => boolean
  /** Bytes not yet handed to the network. */
  declare readonly backlog: () => number
  /** The server said when to come back, in milliseconds. */
  declare readonly comeBack: (inMs: number) => void
  declare readonly close: () => void
  /** It does not come back any more. */
  declare closed: boolean

  constructor(url: string, hooks: SocketHooks<In>) {
    let ws: WebSocket | undefined
    let timer: ReturnType<typeof setTimeout>
    let tries = 0
    let back = 0
    this.closed = false

    const later = (): void => {
      const step = Math.min(MOST_MS, FIRST_MS * 2 ** tries++)
      timer = setTimeout(dial, back + step * (0.5 + Math.random() / 2))
      back = 0
    }
    const dial = (): void => {
      const mine = ws = new WebSocket(url)
      const slow = setTimeout(() => mine.close(), OPEN_MS)
      mine.onopen = () => { clearTimeout(slow); tries = 0; hooks.up() }
      mine.onmessage = (e) => {
        let f: In
        try { f = JSON.parse(String(e.data)) as In } catch { return }
        hooks.frame(f)
      }
      mine.onclose = (e) => {
        clearTimeout(slow)
        if (ws !== mine) return
        ws = undefined
        const final = this.closed ||= FINAL_CLOSES.includes(e.code)
        if (!final) later()
        hooks.down(final, e.code)
      }
    }
    const wake = (): void => {
      if (this.closed || document.hidden || ws) return
      clearTimeout(timer)
      dial()
    }
    this.send = (frame) => {
      if (ws?.readyState !== 1) return false
      ws.send(JSON.stringify(frame))
      return true
    }
    this.backlog = () => ws?.bufferedAmount ?? 0
    this.comeBack = (inMs) => { back = inMs }
    this.close = () => {
      this.closed = true
      clearTimeout(timer)
      for (const type of WAKES) removeEventListener(type, wake)
      ws?.close(1000)
    }
    for (const type of WAKES) addEventListener(type, wake)
    dial()
  }
}
