import { Failure } from '../api'

/** Runs work whose failure is told where its result would stand: '' when it went well, else why not. Who is not signed in any more is
 *  told so by leaving. */
export async function reading(work: () => Promise<void>, signedOut: () => void): Promise<string> {
  try {
    await work()
    return ''
  } catch (e) {
    const code = e instanceof Failure ? e.code : 'internal'
    if (code === 'unauthorized') signedOut()
    return code
  }
}
