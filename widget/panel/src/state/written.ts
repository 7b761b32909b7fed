import { SvelteMap } from 'svelte/reactivity'
import { keep, recall } from '../keep'

/** An operator's own unsent words of one kind, answers or notes: a line for each conversation. They outlive a reload of the tab. */
export class Written {
  readonly #key: string
  readonly #text: SvelteMap<string, string>

  constructor(key: string) {
    this.#key = key
    this.#text = new SvelteMap(Object.entries(recall<Record<string, string>>(key, {})))
  }

  of(conversation: string): string { return this.#text.get(conversation) ?? '' }

  set(conversation: string, text: string): void {
    if (text === '') this.#text.delete(conversation)
    else this.#text.set(conversation, text)
    keep(this.#key, Object.fromEntries(this.#text))
  }
}
