import { Failure } from './api'
import { words } from './words.svelte'

/** The person or the browser said no; there is nothing to explain. */
export class Cancelled extends Error {}

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
      if (!(e instanceof Cancelled)) this.code = e instanceof Failure ? e.code : 'internal'
      if (e instanceof Failure && e.code === 'invalid') this.said = e.message
    }
    this.isBusy = false
    return this.isDone
  }
}
