import { FINAL_CLOSES, type BackFrame } from './frames'

export interface SocketHooks<In> {
  /** The socket is up: say hello. */
  up(): void
  frame(f: Exclude<In, BackFrame>): void
  /** The socket is down; final is true when it must not be tried again. */
  down(final: boolean, code: number): void
}

// Full jitter between half and all of the step, so that a restarted server is not met by everybody at once.
const FIRST_MS = 500
const MOST_MS = 20_000
/** The server pings every 25 s, but a browser does not show pings; without frames a dead line is found by sending. */
const OPEN_MS = 10_000

/** Reasons to try again at once; both reach the window. A page that comes back from memory is seen again, too. */
const WAKES = ['online', 'visibilitychange']

export interface Socket<In> {
  /** Sends one frame; false when the socket is down. */
  send(frame: In): boolean
  /** Bytes not yet handed to the network. */
  backlog(): number
  close(): void
}

/** A socket that comes back by itself, until closed by us or refused for good. Frames sent while it is down are dropped:
 *  what must not be lost is kept by the caller and sent again after `up`. */
export function dial<Out extends { t: string }, In>(url: string, hooks: SocketHooks<Out>): Socket<In> {
  let ws: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout>
  let tries = 0
  let back = 0
  let closed = false

  const open = (): void => {
    const mine = ws = new WebSocket(url)
    const slow = setTimeout(() => mine.close(), OPEN_MS)
    mine.onopen = () => { clearTimeout(slow); tries = 0; hooks.up() }
    mine.onmessage = (e) => {
      let f: Out
      try {
        f = JSON.parse(e.data as string) as Out
        if (f.t === 'back') { // the server restarts, and says when to come back
          back = (f as unknown as BackFrame).in_ms
          return
        }
      } catch { return } // a page may have a JSON of its own
      hooks.frame(f as Exclude<Out, BackFrame>)
    }
    mine.onclose = (e) => {
      if (ws !== mine) return
      ws = undefined
      const final = closed ||= FINAL_CLOSES.includes(e.code)
      if (!final && navigator.onLine) { // else "online" wakes it
        timer = setTimeout(open, back + Math.min(MOST_MS, FIRST_MS * 2 ** tries++) * (1 + Math.random()) / 2)
        back = 0
      }
      hooks.down(final, e.code)
    }
  }
  const wake = (): void => {
    if (closed || document.hidden || ws) return
    clearTimeout(timer)
    open()
  }
  open() // throws where the page has spoilt WebSocket: then nothing is to wake
  for (const type of WAKES) addEventListener(type, wake)
  return {
    send(frame) {
      if (ws?.readyState !== 1) return false
      ws.send(JSON.stringify(frame))
      return true
    },
    backlog: () => ws?.bufferedAmount ?? 0,
    close() {
      closed = true
      clearTimeout(timer)
      for (const type of WAKES) removeEventListener(type, wake)
      ws?.close(1000)
    },
  }
}
