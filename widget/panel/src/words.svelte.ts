import { en, pl, type Texts } from './texts'

export type Lang = 'pl' | 'en'
const KEY = 'zagaj.lang'

/** The panel's language: the person's choice on this device, else of the account, else of the browser. */
class Words {
  lang = $state<Lang>('pl')
  #chosen = false

  constructor() {
    const kept = localStorage.getItem(KEY)
    this.#chosen = kept === 'pl' || kept === 'en'
    this.#set(this.#chosen ? kept! : navigator.language)
  }

  get t(): Texts { return this.lang === 'pl' ? pl : en }

  /** One of a screen's own texts, which come with its chunk. */
  of<T>(inPolish: T, inEnglish: T): T { return this.lang === 'pl' ? inPolish : inEnglish }

  choose(lang: Lang): void {
    this.#chosen = true
    localStorage.setItem(KEY, lang)
    this.#set(lang)
  }

  /** The account's language counts until the person has chosen on this device. */
  suggest(lang: string): void { if (!this.#chosen && lang !== '') this.#set(lang) }

  #set(lang: string): void {
    this.lang = lang.startsWith('pl') ? 'pl' : 'en'
    document.documentElement.lang = this.lang
  }
}

export const words = new Words()
