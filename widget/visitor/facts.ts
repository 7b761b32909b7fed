import type { Money, Page } from '../wire/frames'
import { meta } from './safe'

/** As many as the server takes. */
const MOST_SPECS = 30
/** A frame holds 16 KiB, and a character takes up to three bytes of it. */
const MOST_CHARS = 5000

type Node = Record<string, unknown>

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && !Array.isArray(x)
const many = (x: unknown): unknown[] => (Array.isArray(x) ? x : x === undefined || x === null ? [] : [x])
const nodes = (x: unknown): Node[] => many(x).filter(isNode)

/** A text out of a string, a number, a list of them or a node with a name or an address. */
function word(x: unknown): string | undefined {
  const first = many(x)[0]
  if (typeof first === 'string') return first.trim().slice(0, 500) || undefined
  if (typeof first === 'number') return String(first)
  return isNode(first) ? word(first.name ?? first.url ?? first.contentUrl) : undefined
}

/** What browsers take long to tell, asked once for each currency. */
const decimals: Record<string, number> = {}

function placesOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch { return 2 } // of an unknown currency
}

/** A decimal in minor units, without going through a float. */
export function minor(amount: string, currency: string): Money | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return undefined
  const plain = amount.replace(/\s/g, '').replace(/,(?=\d{1,2}$)/, '.').replace(/,/g, '')
  const m = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain)
  if (!m) return undefined
  const places = decimals[currency] ??= placesOf(currency)
  const frac = m[2] ?? ''
  const up = frac.length > places && frac[places]! >= '5' ? 1 : 0
  return { minor: Number(m[1]! + frac.padEnd(places, '0').slice(0, places)) + up, currency }
}

function price(product: Node): Money | undefined {
  for (const offer of nodes(product.offers)) {
    for (const o of [offer, ...nodes(offer.priceSpecification)]) {
      const amount = word(o.price ?? o.lowPrice)
      const currency = word(o.priceCurrency ?? offer.priceCurrency)
      const money = amount && currency ? minor(amount, currency.toUpperCase()) : undefined
      if (money) return money
    }
  }
  return undefined
}

const isProduct = (n: Node): boolean => many(n['@type']).some((t) => /(^|\/)Product(Group)?$/.test(String(t)))

/** The products a page's JSON-LD describes at its top; lists of other products lie deeper. */
function products(): Node[] {
  const found: Node[] = []
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      for (const top of nodes(JSON.parse(script.textContent ?? ''))) {
        found.push(...[top, ...nodes(top['@graph']), ...nodes(top.mainEntity)].filter(isProduct))
      }
    } catch { /* broken JSON is the shop's matter */ }
  }
  return found
}

/** An http address without anything that could be personal: a referrer keeps its origin only. */
function address(url: string, whole: boolean): string | undefined {
  try {
    const u = new URL(url, location.href)
    return u.protocol.startsWith('http') ? u.origin + (whole ? u.pathname : '') : undefined
  } catch { return undefined }
}

const property = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[property="${name}"]`)?.content.trim() || undefined

type Put = <K extends keyof Page>(key: K, value: Page[K] | undefined) => void

/** A product page without JSON-LD: what it says to social networks (ogp.me, and Facebook's product tags). */
function openGraph(put: Put): void {
  const amount = property('product:price:amount') ?? property('og:price:amount')
  const currency = property('product:price:currency') ?? property('og:price:currency')
  put('product', property('product:retailer_item_id'))
  put('name', property('og:title'))
  put('brand', property('product:brand') ?? property('og:brand'))
  put('image', address(property('og:image') ?? 'data:', true))
  put('price', amount && currency ? minor(amount, currency.toUpperCase()) : undefined)
}

/** The page's kind by the marks that shop platforms leave on the body: WooCommerce, PrestaShop, Shopify and Shoper name their templates there. */
function bodyType(): string | undefined {
  const marks = ` ${document.body.className} ${document.body.id} `.replace(/template-|woocommerce-|shop_/g, ' ').toLowerCase()
  return KINDS.find(([words]) => words.some((w) => marks.includes(` ${w} `)))?.[1]
}

const KINDS: [words: string[], kind: string][] = [
  [['order-received', 'order-confirmation', 'thank-you'], 'thanks'], [['checkout', 'order'], 'checkout'], [['cart', 'basket'], 'cart'],
  [['single-product', 'product', 'product_page'], 'product'], [['tax-product_cat', 'category', 'collection', 'product_list'], 'category'], [['home', 'index', 'main_page'], 'home'],
]

/** Of schema.org's and Facebook's words for what can be had. */
const stockOf = (said = ''): Page['stock'] => (/pre.?order|backorder|pre.?sale/i.test(said) ? 'preorder' : /out.?of|oos|sold|discontinued/i.test(said) ? 'out' : /in.?stock|limited|online/i.test(said) ? 'in' : undefined)

/** Days from the order to the door, in the page's language, out of schema.org's handling and transit times. */
function deliveryOf(details: Node | undefined): string | undefined {
  const times = nodes(details?.deliveryTime).flatMap((t) => [...nodes(t.handlingTime), ...nodes(t.transitTime)])
  const days = (key: string): number => times.reduce((sum, t) => sum + Number(t[key] ?? t.maxValue ?? t.value), 0)
  const [from, to] = [days('minValue'), days('maxValue')]
  if (!(to > 0 && from <= to) || times.some((t) => !/^d/i.test(word(t.unitCode ?? t.unitText) ?? 'd'))) return undefined
  const format = new Intl.NumberFormat(document.documentElement.lang || navigator.language, { style: 'unit', unit: 'day', unitDisplay: 'long' })
  return from < to ? format.formatRange(from, to) : format.format(to)
}

/** What one asks about a product before buying: the shop's own marks first, then what its structured data says. */
function terms(put: Put, product: Node): void {
  const offer = nodes(product.offers)[0] ?? nodes(nodes(product.hasVariant)[0]?.offers)[0]
  put('sku', word(product.sku))
  put('stock', stockOf(meta('zagaj:stock') ?? word(offer?.availability) ?? property('product:availability')))
  put('size_family', meta('zagaj:size_family'))
  put('delivery', meta('zagaj:delivery') ?? deliveryOf(nodes(offer?.shippingDetails)[0]))
  const returns = Number(meta('zagaj:returns') ?? word(nodes(offer?.hasMerchantReturnPolicy ?? product.hasMerchantReturnPolicy)[0]?.merchantReturnDays))
  put('returns', returns > 0 ? Math.round(returns) : undefined)
  const specs = nodes(product.additionalProperty).flatMap((p) => {
    const [name, value] = [word(p.name), word(p.value)]
    return name && value ? [{ name, value: [value, word(p.unitText)].filter(Boolean).join(' ') }] : []
  }).slice(0, MOST_SPECS)
  put('specs', specs.length ? specs : undefined)
}

/** What the page in view says of itself. Query and fragment never leave the browser, but for the campaign's name. */
export function pageFacts(): Page {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href
  const page: Page = { url: (canonical && address(canonical, true)) || location.origin + location.pathname }
  const put: Put = (key, value) => { if (value !== undefined) page[key] = value }
  put('title', document.title.slice(0, 300) || undefined)
  put('category', meta('zagaj:category'))
  put('referrer', document.referrer ? address(document.referrer, false) : undefined)
  put('campaign', new URLSearchParams(location.search).get('utm_campaign')?.slice(0, 100) || undefined)
  const type = meta('zagaj:page')
  const found = type && type !== 'product' ? [] : products()
  put('type', type ?? (found.length === 1 || property('og:type') === 'product' ? 'product' : bodyType()))
  if (page.type !== 'product') return page
  const product = found[0]
  terms(put, product ?? {})
  if (!product) { openGraph(put); return page }
  const variants = nodes(product.hasVariant)
  put('product', word(product.productID ?? product.productGroupID ?? product.sku))
  put('name', word(product.name))
  put('image', address(word(product.image) ?? 'data:', true))
  put('brand', word(product.brand))
  put('category', page.category ?? word(product.category))
  put('price', price(product) ?? variants.map(price).find(Boolean))
  const sizes = [...new Set(variants.map((v) => word(v.size ?? v.color ?? v.name)?.slice(0, 60)).filter((s) => s !== undefined))].slice(0, 50)
  if (sizes.length) page.variants = sizes
  if (JSON.stringify(page).length > MOST_CHARS) delete page.specs
  return page
}
