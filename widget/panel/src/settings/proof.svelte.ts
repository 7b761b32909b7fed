import { call, Failure } from '../api'
import { Cancelled } from '../saving.svelte'

/** Lets a dangerous act go on once the person has proved again who they are. */
export class Proof {
  isAsking = $state(false)
  needsCode = $state(false)
  wrong = $state('')
  #done: ((ok: boolean) => void) | undefined

  /** Runs the work; when the server asks for proof, asks the person, then runs it again. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try { return await work() } catch (e) {
      if (!(e instanceof Failure && e.code === 'confirm')) throw e
    }
    this.isAsking = true
    this.needsCode = false
    this.wrong = ''
    const ok = await new Promise<boolean>((done) => { this.#done = done })
    this.isAsking = false
    if (!ok) throw new Cancelled()
    return work()
  }

  async prove(password: string, code: string): Promise<void> {
    try {
      await call('POST', 'me/confirm', { password, code })
      this.#done?.(true)
    } catch (e) {
      const what = e instanceof Failure ? e.code : 'internal'
      this.wrong = what === 'second_factor' && this.needsCode ? 'invalid' : what // first it is asked for, then it is wrong
      this.needsCode ||= what === 'second_factor'
    }
  }

  cancel(): void { this.#done?.(false) }
}
