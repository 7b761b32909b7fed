import { SvelteMap } from 'svelte/reactivity'
import { keep, recall } from '../keep'

const KEY = 'zagaj.held'

/** For how long, in milliseconds, a visitor may be silent over an unsent draft before the answer goes out. */
export const HOLD_MS = 8000

/** Answers that wait until the visitor has finished writing: nobody is answered before they have asked. */
export class Hold {
  readonly held = new SvelteMap<string, string>(Object.entries(recall<Record<string, string>>(KEY, {})))
  readonly #isWriting: (conversation: string) => boolean
  readonly #send: (conversation: string, text: string) => void

  constructor(isWriting: (conversation: string) => boolean, send: (conversation: string, text: string) => void) {
    this.#isWriting = isWriting
    this.#send = send
  }

  /** Sends now, or once the visitor has finished. A second answer follows the first in the same message. */
  say(conversation: string, text: string): void {
    if (!this.#isWriting(conversation)) { this.#send(conversation, text); return }
    const before = this.held.get(conversation)
    this.held.set(conversation, before === undefined ? text : `${before}\n${text}`)
    this.#keep()
  }

  /** Takes a held answer back, to be changed or thrown away. */
  take(conversation: string): string {
    const text = this.held.get(conversation) ?? ''
    this.held.delete(conversation)
    this.#keep()
    return text
  }

  /** Sends a held answer whatever the visitor does. */
  release(conversation: string): void {
    const text = this.take(conversation)
    if (text !== '') this.#send(conversation, text)
  }

  releaseAll(): void { for (const id of [...this.held.keys()]) this.release(id) }

  /** Sends what no longer has to wait. */
  look(): void {
    for (const id of [...this.held.keys()]) if (!this.#isWriting(id)) this.release(id)
  }

  #keep(): void { keep(KEY, Object.fromEntries(this.held)) }
}
