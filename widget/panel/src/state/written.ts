import { SvelteMap } from 'svelte/reactivity'
import { keep, recall } from '../keep'

const KEY = 'zagaj.written'

/** The operator's own unsent words, a line for each conversation; they outlive a reload of the tab. */
export class Written {
  readonly #text = new SvelteMap<string, string>(Object.entries(recall<Record<string, string>>(KEY, {})))

  of(conversation: string): string { return this.#text.get(conversation) ?? '' }

  set(conversation: string, text: string): void {
    if (text === '') this.#text.delete(conversation)
    else this.#text.set(conversation, text)
    keep(KEY, Object.fromEntries(this.#text))
  }

  clear(): void {
    this.#text.clear()
    keep(KEY, {})
  }
}
