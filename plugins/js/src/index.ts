/** The snippet's attributes; docs/widget.md tells what they do. */
export interface Options {
  /** Where Zagaj is: https://chat.yourshop.example */
  server: string
  /** The shop's public key. */
  shop: string
  accent?: string
  corner?: 'left' | 'right'
  /** Distances from the corner, in pixels. */
  x?: number
  y?: number
  lang?: string
  theme?: 'auto' | 'dark'
  consent?: 'wait' | 'google' | 'shopify' | 'wordpress'
  /** Your server answers `/zagaj-push.js`: see `pushWorker` in zagaj-js/server. */
  push?: true
  /** CSS selectors of what opens the size table and the pages on delivery and returns. */
  size?: string
  delivery?: string
  returns?: string
}

/** What happens in the widget, and what is told of it. Never the words of a message. */
export interface Events {
  offer: { offer: string }
  accept: { offer: string }
  dismiss: { offer: string }
  open: object
  close: object
  say: object
  message: { conversation: string; seq: number }
  end: object
}

/** Made by the shop's server; see `identity` in zagaj-js/server. until: milliseconds since 1970 UTC. */
export interface Identity { customer: string; until: number; proof: string }

/** Facts about the page in view that its markup does not tell. Money is in minor units. */
export interface Facts {
  type?: 'home' | 'category' | 'product' | 'cart' | 'checkout' | 'payment' | 'thanks' | 'other'
  product?: string
  name?: string
  category?: string
  brand?: string
  /** Which sizes it comes in, in your own word: 'shoes-eu'. */
  size_family?: string
  price?: { minor: number; currency: string }
  step?: number
  variants?: string[]
  sku?: string
  stock?: 'in' | 'out' | 'preorder'
  /** In your own words: how long it takes, or how it comes. */
  delivery?: string
  /** Within so many days it may be given back. */
  returns?: number
  specs?: { name: string; value: string }[]
}

export interface Zagaj {
  (call: 'open' | 'close'): void
  (call: 'consent', given: boolean): void
  (call: 'identify', identity: Identity): void
  (call: 'event', name: string): void
  (call: 'cart', token: string): void
  (call: 'page', facts: Facts): void
  (call: 'texts', texts: Record<string, Record<string, string>>): void
  <E extends keyof Events>(call: 'on', event: E, hear: (detail: Events[E], event: E) => void): void
  (call: 'on', event: '*', hear: (detail: object, event: keyof Events) => void): void
}

type Call = [name: string, ...rest: unknown[]]
type Global = { Zagaj?: ((...call: Call) => void) & { q?: Call[] }; dataLayer?: unknown[] }

const page = (): Global | undefined => (typeof window === 'undefined' ? undefined : (window as unknown as Global))

/** Calls the widget, now or, when it is not there yet, once it is. On a server it does nothing. */
export const zagaj: Zagaj = (...call: Call): void => {
  const w = page()
  if (!w) return
  if (!w.Zagaj) {
    const q: Call[] = []
    w.Zagaj = Object.assign((...later: Call) => { q.push(later) }, { q })
  }
  w.Zagaj(...call)
}

/** Puts the snippet into the page, once, whatever framework draws it. On a server it does nothing. */
export function load({ server, ...attributes }: Options): void {
  if (!page() || document.querySelector('script[data-shop]')) return
  const script = document.createElement('script')
  script.async = true
  script.src = new URL('/zagaj.js', server).href
  for (const [name, value] of Object.entries(attributes)) script.dataset[name] = String(value)
  document.head.append(script)
}

/** Tells Google Analytics 4, through dataLayer, what happens: events named zagaj_offer, zagaj_open and so on. */
export function toDataLayer(): void {
  zagaj('on', '*', (detail, event) => {
    const w = page()
    if (w) (w.dataLayer ??= []).push({ event: `zagaj_${event}`, ...detail })
  })
}
