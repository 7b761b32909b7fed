import { createHmac } from 'node:crypto'

import type { Identity } from './index.js'

/**
 * What your server answers at `/zagaj-push.js`, at the root of the shop's own host: the service worker by which a visitor's browser
 * tells of a promised answer. Then give `push: true` to `load`. server: where Zagaj is.
 */
export function pushWorker(server: string): Response {
  const script = `importScripts(${JSON.stringify(new URL('/push-worker.js', server).href)})\n`
  return new Response(script, { headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache', 'service-worker-allowed': '/zagaj-push/' } })
}

const MINUTE_MS = 60_000

/** What the shop's server gives to the page of a signed-in customer for `zagaj('identify', …)`. secret is that of the
 *  shop's connection to Zagaj; it never leaves the server. minutes: how long it holds, a day at most. */
export function identity(secret: string, customer: string, minutes = 60, now = Date.now()): Identity {
  const until = now + minutes * MINUTE_MS
  return { customer, until, proof: createHmac('sha256', secret).update(`zagaj-customer:${until}:${customer}`).digest('hex') }
}
