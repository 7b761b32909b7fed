import { call, Failure } from '../api'

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
    if (!ok) throw new Failure('confirm', '')
    return work()
  }

  async prove(password: string, code: string): Promise<void> {
    try {
      await call('POST', 'me/confirm', { password, code })
      this.#done?.(true)
    } catch (e) {
      this.wrong = e instanceof Failure ? e.code : 'internal'
      if (this.wrong === 'second_factor') this.needsCode = true
    }
  }

  cancel(): void { this.#done?.(false) }
}
