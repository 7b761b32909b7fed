import { spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

import { ended, Folder, POSTCODE, started, type Connection, type Shop } from './shop'

const PACKAGES = ['@medusajs/medusa@2.21.2', '@medusajs/framework@2.21.2', '@medusajs/cli@2.21.2']
const CLI = 'node_modules/@medusajs/cli/cli.js'
const STEP_MS = 10 * 60_000

interface Cart { id: string; total: number; items: { id: string }[]; customer_id?: string }

/** Medusa on the throw-away PostgreSQL that ZAGAJ_TEST_POSTGRES names, which nobody else uses, used over its store API. */
export class Medusa implements Shop {
  #folder = new Folder('medusa', PACKAGES)
  #process: ChildProcess | undefined
  #address = ''
  #key = ''
  #cart: Cart = { id: '', total: 0, items: [] }

  async start(connection: Connection): Promise<void> {
    const postgres = process.env['ZAGAJ_TEST_POSTGRES']
    if (!postgres) throw new Error('Medusa needs PostgreSQL: run it by scripts/postgres.sh')
    for (const file of ['medusa-config.js', 'medusa-seed.js']) copyFileSync(join(import.meta.dirname, file), join(this.#folder.path, file))
    const env = { DATABASE_URL: postgres, ZAGAJ_ADDRESS: connection.url, ZAGAJ_SECRET: connection.secret,
      NODE_ENV: 'production', MEDUSA_DISABLE_TELEMETRY: 'true' }
    this.#cli(['db:migrate', '--execute-all-links'], env)
    this.#key = /storefront key (\S+) end/.exec(this.#cli(['exec', './medusa-seed.js'], env))?.[1] ?? ''
    const port = await freePort()
    const [child] = await started(process.execPath, [CLI, 'start', '--host', '127.0.0.1', '--port', String(port)], this.#folder.path, env, /Server is ready on port/)
    this.#process = child
    this.#address = `http://127.0.0.1:${port}/store`
  }

  #cli(args: string[], env: Record<string, string>): string {
    const done = spawnSync(process.execPath, [CLI, ...args], { cwd: this.#folder.path, env: { ...process.env, ...env }, encoding: 'utf8', timeout: STEP_MS })
    if (done.status !== 0) throw new Error(`medusa ${args.join(' ')}: ${done.stdout}${done.stderr}`)
    return done.stdout + done.stderr
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(this.#address + path, { method, headers: { 'content-type': 'application/json', 'x-publishable-api-key': this.#key }, ...(body ? { body: JSON.stringify(body) } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as T
  }

  async add(pieces: number): Promise<{ cart: string; total: number }> {
    const { regions } = await this.#ask<{ regions: { id: string }[] }>('GET', '/regions')
    const { products } = await this.#ask<{ products: { variants: { id: string }[] }[] }>('GET', `/products?region_id=${regions[0]!.id}`)
    const made = await this.#ask<{ cart: Cart }>('POST', '/carts', { region_id: regions[0]!.id })
    this.#cart = (await this.#ask<{ cart: Cart }>('POST', `/carts/${made.cart.id}/line-items`, { variant_id: products[0]!.variants[0]!.id, quantity: pieces })).cart
    return { cart: this.#cart.id, total: Math.round(this.#cart.total * 100) }
  }

  async change(pieces: number): Promise<number> {
    this.#cart = (await this.#ask<{ cart: Cart }>('POST', `/carts/${this.#cart.id}/line-items/${this.#cart.items[0]!.id}`, { quantity: pieces })).cart
    return Math.round(this.#cart.total * 100)
  }

  async buy(): Promise<{ id: string; number: string; total: number; customer: string }> {
    const cart = `/carts/${this.#cart.id}`
    const address = { first_name: 'A', last_name: 'B', address_1: 'x', city: 'x', postal_code: POSTCODE, country_code: 'pl' }
    await this.#ask('POST', cart, { email: 'a@shop.example', shipping_address: address, billing_address: address })
    const { shipping_options } = await this.#ask<{ shipping_options: { id: string }[] }>('GET', `/shipping-options?cart_id=${this.#cart.id}`)
    await this.#ask('POST', `${cart}/shipping-methods`, { option_id: shipping_options[0]!.id })
    const { payment_collection } = await this.#ask<{ payment_collection: { id: string } }>('POST', '/payment-collections', { cart_id: this.#cart.id })
    await this.#ask('POST', `/payment-collections/${payment_collection.id}/payment-sessions`, { provider_id: 'pp_system_default' })
    const { order } = await this.#ask<{ order: { id: string; display_id: number; total: number } }>('POST', `${cart}/complete`)
    const { order: whose } = await this.#ask<{ order: { customer_id: string } }>('GET', `/orders/${order.id}?fields=%2Bcustomer_id`) // told only when asked for
    return { id: order.id, number: String(order.display_id), total: Math.round(order.total * 100), customer: whose.customer_id }
  }

  async stop(): Promise<void> {
    if (this.#process) await ended(this.#process)
    this.#folder.remove()
  }
}

/** A port that was free a moment ago: Medusa does not say which one it took when it is given 0. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  const { port } = server.address() as AddressInfo
  await new Promise((done) => { server.close(done) })
  return port
}
