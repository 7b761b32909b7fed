import type { ChildProcess } from 'node:child_process'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ended, Folder, POSTCODE, started, type Connection, type Shop } from './shop'

const PACKAGES = ['@vendure/core@3.7.3', 'better-sqlite3@12.11.1'] // better-sqlite3 13 wants a newer Node than 20
const PRODUCTS = `name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets
Mug,mug,A mug,,,,,MUG-1,49.99,standard,100,false,,
`

interface Order { code: string; totalWithTax: number; lines: { id: string }[]; customer?: { id: string } }

/** Vendure on SQLite, used over its shop API. */
export class Vendure implements Shop {
  #folder = new Folder('vendure', PACKAGES)
  #process: ChildProcess | undefined
  #address = ''
  #session = ''
  #line = ''

  async start(connection: Connection): Promise<void> {
    const database = join(this.#folder.path, 'db.sqlite')
    for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true })
    writeFileSync(join(this.#folder.path, 'products.csv'), PRODUCTS)
    copyFileSync(join(import.meta.dirname, 'vendure-server.cjs'), join(this.#folder.path, 'server.cjs'))
    const [child, port] = await started(process.execPath, ['server.cjs'], this.#folder.path,
      { VENDURE_DB: database, VENDURE_CSV: 'products.csv', ZAGAJ_ADDRESS: connection.url, ZAGAJ_SECRET: connection.secret }, /ready (\d+)/)
    this.#process = child
    this.#address = `http://127.0.0.1:${port}/shop-api`
  }

  async #ask<T>(query: string): Promise<T> {
    const answer = await fetch(this.#address, { method: 'POST', body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', ...(this.#session ? { authorization: `Bearer ${this.#session}` } : {}) } })
    this.#session = answer.headers.get('vendure-auth-token') ?? this.#session
    const { data, errors } = await answer.json() as { data: Record<string, T & { message?: string }>; errors?: unknown }
    const first = data ? Object.values(data)[0] : undefined
    if (errors || !first || first.message) throw new Error(`${query}: ${JSON.stringify(errors ?? first)}`)
    return first
  }

  async add(pieces: number): Promise<{ cart: string; total: number }> {
    const variants = await this.#ask<{ items: { variants: { id: string }[] }[] }>('{ products { items { variants { id } } } }')
    const order = await this.#ask<Order>(`mutation { addItemToOrder(productVariantId: ${variants.items[0]!.variants[0]!.id}, quantity: ${pieces})
      { ... on Order { code totalWithTax lines { id } } ... on ErrorResult { message } } }`)
    this.#line = order.lines[0]!.id
    return { cart: order.code, total: order.totalWithTax }
  }

  async change(pieces: number): Promise<number> {
    const order = await this.#ask<Order>(`mutation { adjustOrderLine(orderLineId: ${this.#line}, quantity: ${pieces}) { ... on Order { totalWithTax } ... on ErrorResult { message } } }`)
    return order.totalWithTax
  }

  async buy(): Promise<{ id: string; number: string; total: number; customer: string }> {
    await this.#ask('mutation { setCustomerForOrder(input: { firstName: "A", lastName: "B", emailAddress: "a@shop.example" }) { ... on Order { code } ... on ErrorResult { message } } }')
    await this.#ask(`mutation { setOrderShippingAddress(input: { streetLine1: "x", postalCode: "${POSTCODE}", countryCode: "PL" }) { ... on Order { code } ... on ErrorResult { message } } }`)
    const methods = await this.#ask<{ id: string }[]>('{ eligibleShippingMethods { id } }')
    await this.#ask(`mutation { setOrderShippingMethod(shippingMethodId: ${methods[0]!.id}) { ... on Order { code } ... on ErrorResult { message } } }`)
    await this.#ask('mutation { transitionOrderToState(state: "ArrangingPayment") { ... on Order { code } ... on OrderStateTransitionError { message } } }')
    const order = await this.#ask<Order>('mutation { addPaymentToOrder(input: { method: "dummy", metadata: {} }) { ... on Order { code totalWithTax customer { id } } ... on ErrorResult { message } } }')
    return { id: order.code, number: order.code, total: order.totalWithTax, customer: order.customer!.id }
  }

  async stop(): Promise<void> {
    if (this.#process) await ended(this.#process)
    this.#folder.remove()
  }
}
