import { Failure } from './api'
import { words } from './words.svelte'

/** One form's saving: busy, done, or refused with the server's own words beside ours. */
export class Saving {
  isBusy = $state(false)
  isDone = $state(false)
  code = $state('')
  said = $state('')

  get error(): string { return this.code === '' ? '' : (words.t.errors[this.code] ?? words.t.errors['internal']!) }

  async run(work: () => Promise<void>): Promise<boolean> {
    this.isBusy = true
    this.isDone = false
    this.code = this.said = ''
    try {
      await work()
      this.isDone = true
    } catch (e) {
      this.code = e instanceof Failure ? e.code : 'internal'
      this.said = e instanceof Failure && e.code === 'invalid' ? e.message : ''
    }
    this.isBusy = false
    return this.isDone
  }
}
