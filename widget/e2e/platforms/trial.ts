import { spawnSync } from 'node:child_process'

import { expect, test, type Browser, type Page } from '@playwright/test'

import { House, launch, person, signIn } from '../house'
import { panel, type Installation } from './panel'

/** Made anew for each shop that is tried: a Zagaj, an operator's browser, and a customer's. */
export class Trial<S extends { stop(): Promise<void> }> {
  house!: House
  operators!: Browser
  shoppers!: Browser
  shop!: S
  operator!: Page

  /** Signs the owner in, who is an operator, too. */
  async signIn(): Promise<Page> {
    this.operator = await (await person(this.operators, 'desktop')).newPage()
    await signIn(this.operator, this.house)
    return this.operator
  }

  /** Lets a storefront's pages show the chat. */
  async allow(origin: string): Promise<void> {
    const { peek, seats } = await panel<{ peek: string; seats: number }>(this.operator, 'GET', '/v1/panel/shop')
    await panel(this.operator, 'PUT', '/v1/panel/shop', { peek, seats, origins: [origin] })
  }

  /** The newest connection to a platform, as the panel sees it. */
  async health(platform: string): Promise<Installation> {
    return (await panel<{ installations: Installation[] }>(this.operator, 'GET', '/v1/panel/installations')).installations.findLast((i) => i.platform === platform)!
  }

  /** All that Zagaj keeps of a customer, as text. */
  kept(customer: string): string {
    return spawnSync(this.house.binary, ['export', '--data', this.house.data, '--customer', customer], { encoding: 'utf8' }).stdout
  }
}

/** Sets a trial up before the tests of a block, and takes it away after them. begin is what takes long: packages are fetched, databases made. */
export function trial<S extends { stop(): Promise<void> }>(make: () => S, begin: (shop: S) => Promise<void> = () => Promise.resolve()): Trial<S> {
  const all = new Trial<S>()
  test.beforeAll(async () => {
    test.setTimeout(60 * 60_000)
    all.house = await House.open()
    all.operators = await launch()
    all.shoppers = await launch()
    all.shop = make()
    await begin(all.shop)
  })
  test.afterAll(async () => {
    await (all.shop as S | undefined)?.stop()
    await Promise.all([all.operators, all.shoppers].map((browser: Browser | undefined) => browser?.close()))
    await (all.house as House | undefined)?.close()
  })
  return all
}

/** Asks in the chat how an order stands, with one proof after another; of each what must be told. */
export async function askFor(visitor: Page, order: string, proofs: [proof: string, told: string][]): Promise<void> {
  await visitor.getByTestId('zagaj-menu').click()
  await visitor.getByTestId('zagaj-order').click()
  await visitor.getByTestId('zagaj-order-number').fill(order)
  for (const [proof, told] of proofs) {
    await visitor.getByTestId('zagaj-order-proof').fill(proof)
    await visitor.getByTestId('zagaj-order-look').click()
    await expect(visitor.getByTestId('zagaj-order-box')).toContainText(told)
  }
}
