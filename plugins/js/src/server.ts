import { createHmac } from 'node:crypto'

import type { Identity } from './index.js'

const MINUTE_MS = 60_000

/** What the shop's server gives to the page of a signed-in customer for `zagaj('identify', …)`. secret is that of the
 *  shop's connection to Zagaj; it never leaves the server. minutes: how long it holds, a day at most. */
export function identity(secret: string, customer: string, minutes = 60, now = Date.now()): Identity {
  const until = now + minutes * MINUTE_MS
  return { customer, until, proof: createHmac('sha256', secret).update(`zagaj-customer:${until}:${customer}`).digest('hex') }
}
