import { createHash, randomUUID } from 'node:crypto'

import { keyOf, sign, type Message } from './message'

/** What a Sender needs. Only address and secret have no default. */
export interface SenderOptions {
  /** As the panel shows it: https://…/hooks/{platform}/{connection}. */
  address: string
  /** As the panel shows it once: whsec_…. */
  secret: string
  /** How long a thing must be quiet before its snapshot is read and sent; default 300 ms. */
  quietMs?: number
  /** How long one try may take; default 5000 ms. */
  timeoutMs?: number
  /** Waits between tries; default 1, 5 and 30 s. */
  retryMs?: number[]
  /** After how long what must not be lost is tried anew when all tries have failed; default 10 minutes. */
  againMs?: number
  log?: (text: string) => void
}

/** Reads a thing's state now; nothing when there is nothing to tell. */
export type Read = () => Promise<Message | undefined>

/** How many things may wait, to become quiet or for their turn. More than that means that the server has been away for long: the newcomer is dropped and logged. */
const waitingMax = 10_000
/** How many digests of what was sent last are remembered, so that an event without a change sends nothing. */
const sentMax = 10_000

/**
 * Sends snapshots off the request's path: a shop's events only mark a thing as changed; once it has been quiet for a moment its state
 * is read and sent once. One message is on its way at a time, in order.
 */
export class Sender {
  private readonly key: Buffer
  private readonly waiting = new Map<string, { read: Read; timer: NodeJS.Timeout; always: boolean }>()
  /** What is quiet and not read yet. Each thing has one turn: what changes again before that is read once, as it is then. */
  private readonly queued = new Map<string, { read: Read; always: boolean }>()
  private readonly sent = new Map<string, string>()
  private tail: Promise<void> = Promise.resolve()
  private closed = false
  private version = 0

  constructor(private readonly options: SenderOptions) {
    this.key = keyOf(options.secret)
    if (!/^https?:\/\/.+\/hooks\/[^/]+\/[^/]+$/.test(options.address)) {
      throw new Error("zagaj: the address ends with /hooks/, the platform and the connection's id; copy it from the panel")
    }
  }

  /**
   * Marks a thing as changed; of several marks in a row the last one's read counts. What was sent last is not sent again, unless
   * always: some things are told by a message that is the same each time. No later one makes those good, such as the word that a customer
   * is to be forgotten, so they are tried until they are taken.
   */
  later(thing: string, read: Read, always = false): void {
    const before = this.waiting.get(thing)
    if (this.closed || (!before && this.waiting.size + this.queued.size >= waitingMax)) {
      this.log(`too much waits, ${thing} is not told`)
      return
    }
    clearTimeout(before?.timer)
    const timer = setTimeout(() => this.enqueue(thing), this.options.quietMs ?? 300)
    timer.unref()
    this.waiting.set(thing, { read, timer, always })
  }

  /** Sends what waits and takes nothing more. */
  async close(): Promise<void> {
    this.closed = true
    for (const [thing, { timer }] of [...this.waiting]) {
      clearTimeout(timer)
      this.enqueue(thing)
    }
    await this.tail
  }

  private enqueue(thing: string): void {
    const one = this.waiting.get(thing)
    this.waiting.delete(thing)
    if (!one) return
    const hasTurn = this.queued.has(thing)
    this.queued.set(thing, one)
    if (hasTurn) return
    this.tail = this.tail.then(() => this.next(thing))
  }

  private async next(thing: string): Promise<void> {
    const one = this.queued.get(thing)
    this.queued.delete(thing)
    if (!one) return
    try {
      await this.tell(thing, one.read, one.always)
    } catch (e) {
      this.log(`${thing} is not told: ${String(e)}`)
      if (one.always && !this.closed) setTimeout(() => { this.later(thing, one.read, true) }, this.options.againMs ?? 600_000).unref()
    }
  }

  private async tell(thing: string, read: Read, always: boolean): Promise<void> {
    const message = await read()
    if (!message) return
    const digest = createHash('sha256').update(JSON.stringify(message)).digest('base64')
    if (!always && this.sent.get(thing) === digest) return
    const now = Date.now()
    this.version = Math.max(now, this.version + 1) // grows, also within one millisecond
    const body = JSON.stringify({ type: message.type, occurred_at: now, data: { version: this.version, ...message.data } })
    await this.post(`msg_${randomUUID()}`, body)
    if (!always) this.remember(thing, digest)
  }

  private remember(thing: string, digest: string): void {
    this.sent.delete(thing)
    this.sent.set(thing, digest)
    const oldest = this.sent.keys().next().value
    if (this.sent.size > sentMax && oldest !== undefined) this.sent.delete(oldest)
  }

  /** Tries until the server takes it or refuses it for good; the id stays, so a try that came twice changes nothing. */
  private async post(id: string, body: string): Promise<void> {
    const waits = this.options.retryMs ?? [1000, 5000, 30_000]
    for (let n = 0; ; n++) {
      const status = await this.once(id, body)
      if (status >= 200 && status < 300) return
      const lasting = status >= 400 && status < 500 && status !== 429 && status !== 408
      if (lasting || n >= waits.length || (this.closed && n > 0)) throw new Error(status === 0 ? 'the server does not answer' : `the server answers ${status}`)
      await new Promise((go) => setTimeout(go, waits[n]).unref())
    }
  }

  private async once(id: string, body: string): Promise<number> {
    const headers = sign(this.key, id, Math.floor(Date.now() / 1000), body)
    try {
      const answer = await fetch(this.options.address, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(this.options.timeoutMs ?? 5000) })
      await answer.body?.cancel()
      return answer.status
    } catch {
      return 0
    }
  }

  private log(text: string): void {
    this.options.log?.(`zagaj: ${text}`)
  }
}
