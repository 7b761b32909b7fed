import { SvelteMap } from 'svelte/reactivity'
import type { Mood, Note } from '../../../wire/frames'
import { api, type Context } from '../api'

/** What stands beside conversations and is read when somebody looks: notes, whispers, the way through the shop, moods. */
export class Beside {
  readonly notes = new SvelteMap<string, Note[]>()
  /** The last line of a colleague about a conversation on the screen, until it is put away. */
  readonly whispers = new SvelteMap<string, Note>()
  readonly contexts = new SvelteMap<string, Context>()
  readonly moods = new SvelteMap<string, Mood[]>()
  readonly #attempt: (work: () => Promise<void>) => Promise<boolean>

  constructor(attempt: (work: () => Promise<void>) => Promise<boolean>) { this.#attempt = attempt }

  async loadNotes(id: string): Promise<void> { await this.#attempt(async () => { this.notes.set(id, (await api.notes(id)).notes ?? []) }) }

  /** A line among operators, as it is written. */
  noted(n: Note, me: string): void {
    const have = this.notes.get(n.conversation)
    if (have) this.notes.set(n.conversation, [...have.filter((x) => x.id !== n.id), n])
    if (n.operator !== me) this.whispers.set(n.conversation, n)
  }

  /** Reads the way, the earlier conversations and the moods of a conversation. */
  async load(id: string): Promise<void> {
    await this.#attempt(async () => {
      const [context, moods] = await Promise.all([api.context(id), api.moods(id)])
      this.contexts.set(id, context)
      this.moods.set(id, moods.moods ?? [])
    })
  }

  felt(id: string, m: Mood): void { this.moods.set(id, [...(this.moods.get(id) ?? []).filter((x) => x.seq !== m.seq), m]) }

  drop(id: string): void { for (const map of [this.notes, this.whispers, this.contexts, this.moods]) map.delete(id) }
}
