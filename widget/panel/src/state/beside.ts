import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Mood, Note } from '../../../wire/frames'
import { api, type Context } from '../api'

/** What stands beside conversations and is read when somebody looks: notes, whispers, the way through the shop, moods. */
export class Beside {
  readonly notes = new SvelteMap<string, Note[]>()
  /** The last line of a colleague about a conversation on the screen, until it is put away. */
  readonly whispers = new SvelteMap<string, Note>()
  readonly contexts = new SvelteMap<string, Context>()
  readonly moods = new SvelteMap<string, Mood[]>()
  /** What visitors have said of conversations since they were read. */
  readonly ratings = new SvelteMap<string, number>()
  /** Conversations whose notes, or whose rest, could not be read. */
  readonly lostNotes = new SvelteSet<string>()
  readonly lost = new SvelteSet<string>()
  /** '' when it went well, else why not. */
  readonly #read: (work: () => Promise<void>) => Promise<string>

  constructor(read: (work: () => Promise<void>) => Promise<string>) { this.#read = read }

  async loadNotes(id: string): Promise<void> {
    this.lostNotes.delete(id)
    if (await this.#read(async () => { this.notes.set(id, (await api.notes(id)).notes ?? []) }) !== '') this.lostNotes.add(id)
  }

  /** A line among operators, as it is written. */
  noted(n: Note, me: string): void {
    const have = this.notes.get(n.conversation)
    if (have) this.notes.set(n.conversation, [...have.filter((x) => x.id !== n.id), n])
    if (n.operator !== me) this.whispers.set(n.conversation, n)
  }

  /** Reads the way, the earlier conversations and the moods of a conversation. */
  async load(id: string): Promise<void> {
    this.lost.delete(id)
    const code = await this.#read(async () => {
      const [context, moods] = await Promise.all([api.context(id), api.moods(id)])
      this.contexts.set(id, context)
      this.moods.set(id, moods.moods ?? [])
    })
    if (code !== '') this.lost.add(id)
  }

  /** What was written while nobody listened: read anew where it is on the screen, elsewhere when somebody looks. */
  refresh(drawn: readonly string[]): void {
    for (const id of [...this.notes.keys()]) if (drawn.includes(id)) void this.loadNotes(id); else this.notes.delete(id)
    for (const id of drawn) if (this.contexts.has(id)) void this.load(id)
  }

  felt(id: string, m: Mood): void { this.moods.set(id, [...(this.moods.get(id) ?? []).filter((x) => x.seq !== m.seq), m]) }

  drop(id: string): void { for (const map of [this.notes, this.whispers, this.contexts, this.moods, this.ratings, this.lost, this.lostNotes]) map.delete(id) }
}
