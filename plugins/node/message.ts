import { createHmac } from 'node:crypto'

/** One line of a cart or an order; amounts are decimal texts in major units. */
export interface Line {
  product: string
  sku?: string
  name: string
  variant?: string
  category?: string
  quantity: number
  price: string
  image?: string
}

/** The data of a message as Zagaj's docs/platforms/any-shop.md describes it. */
export interface Data {
  id: string
  version?: number
  number?: string
  cart?: string
  customer?: string
  status?: 'placed' | 'paid' | 'shipped' | 'done' | 'cancelled' | 'refunded'
  currency?: string
  total?: string
  placed_at?: number
  postcode?: string
  phone?: string
  coupons?: string[]
  lines?: Line[]
}

/** What an order's visitor can prove that it is theirs with; nothing of what the shop does not know. */
export function proofOf(postcode: string | null | undefined, phone: string | null | undefined): Pick<Data, 'postcode' | 'phone'> {
  return { ...(postcode ? { postcode } : {}), ...(phone ? { phone } : {}) }
}

/** A message before it is signed. */
export interface Message {
  type: 'cart.updated' | 'order.created' | 'order.updated' | 'product.updated' | 'customer.erased' | 'shop.uninstalled' | 'ping'
  data: Data
}

/**
 * An amount of whole minor units as a decimal text, without a float on the way: (4999, 2) is "49.99".
 * Throws on what is no whole number.
 */
export function fromMinor(minor: number | bigint, decimals: number): string {
  const digits = BigInt(minor).toString().replace('-', '').padStart(decimals + 1, '0')
  const sign = BigInt(minor) < 0n ? '-' : ''
  return sign + digits.slice(0, digits.length - decimals) + (decimals > 0 ? '.' + digits.slice(-decimals) : '')
}

/** The key in a secret of Standard Webhooks. Throws when there is none in it: anybody could sign with nothing. */
export function keyOf(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, '')
  const key = Buffer.from(text, 'base64')
  if (key.length === 0 || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    throw new Error('zagaj: the secret is not the one that the panel shows; it begins with whsec_')
  }
  return key
}

/** The headers that sign a body as https://www.standardwebhooks.com says; at is in seconds. */
export function sign(key: Buffer, id: string, at: number, body: string): Record<string, string> {
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  return { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
}
