/** What this pixel uses of the API that Shopify gives it; @shopify/web-pixels-extension names the whole. */
export interface PixelApi {
  settings: { server?: string; shop?: string }
  analytics: { subscribe(name: string, done: (event: PixelEvent) => void): unknown }
  browser: { localStorage: { getItem(key: string): Promise<string | null> } }
}
export interface PixelEvent { timestamp?: string; data?: { alert?: { type?: string } } }

/** What Shopify tells, by the pulse that Zagaj's rules know. Checkout shows no widget, so nothing else can tell of it. */
const PULSES: Record<string, string> = {
  checkout_started: 'checkout_started', checkout_contact_info_submitted: 'checkout_contact', checkout_address_info_submitted: 'checkout_address',
  checkout_shipping_info_submitted: 'checkout_shipping', payment_info_submitted: 'checkout_payment', search_submitted: 'search',
}
const ALERTS: Record<string, string> = { DISCOUNT_ERROR: 'coupon_failed', PAYMENT_ERROR: 'payment_failed' }

/** How long ago an event was, in milliseconds; 0 when its clock makes no sense. */
function age(event: PixelEvent, now: number): number {
  const ms = now - Date.parse(event.timestamp ?? '')
  return ms > 0 && ms < 3_600_000 ? ms : 0
}

/** Tells Zagaj of what happens where its widget is not. Whoever has no widget's token is nobody to Zagaj, and stays so. */
export function start(api: PixelApi, send: typeof fetch = fetch, now: () => number = Date.now): void {
  const { server, shop } = api.settings
  if (!server || !shop) return
  const tell = async (name: string, event: PixelEvent): Promise<void> => {
    try {
      const token = await api.browser.localStorage.getItem(`zagaj:${shop}:token`)
      if (!token) return
      const body = JSON.stringify({ shop, token, tab: 'pixel', pulses: [{ n: name, age: age(event, now()) }] })
      await send(`${server}/v1/visitor/beacon`, { method: 'POST', body, keepalive: true, credentials: 'omit', mode: 'no-cors' })
    } catch { /* the shop goes on without us */ }
  }
  for (const [name, pulse] of Object.entries(PULSES)) api.analytics.subscribe(name, (event) => { void tell(pulse, event) })
  api.analytics.subscribe('alert_displayed', (event) => {
    const pulse = ALERTS[event.data?.alert?.type ?? '']
    if (pulse) void tell(pulse, event)
  })
}
