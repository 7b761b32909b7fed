import { safe } from './safe'

/** Where shops say that a coupon or a payment did not work: our own marks, and those of WooCommerce and PrestaShop. */
const FAILURES: Record<string, string> = {
  coupon_failed: '[data-zagaj-coupon-failed], .coupon-error-notice, .promo-code .js-error-text:not(:empty)',
  payment_failed: '[data-zagaj-payment-failed], .wc-stripe-error, .wc_payment_method .woocommerce-error',
}
/** Shops change a cart's page in many small steps; one look after each burst of them is enough. */
const LOOK_MS = 300

/** Watches the pages on which something can fail; each message on the screen is one signal. */
export function watchFailures(pulse: (name: string) => void): { page(type: string | undefined): void } {
  const told = new WeakMap<Element, string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = safe(() => {
    timer = undefined
    for (const [name, where] of Object.entries(FAILURES)) {
      for (const el of document.querySelectorAll(where)) {
        const text = el.textContent ?? ''
        if (told.get(el) === text || !el.getClientRects().length) continue
        told.set(el, text)
        pulse(name)
      }
    }
  })
  const observer = new MutationObserver(() => { timer ??= setTimeout(look, LOOK_MS) })
  return {
    page(type) {
      observer.disconnect()
      if (!['cart', 'checkout', 'payment'].includes(type ?? '')) return
      observer.observe(document.documentElement, { childList: true, subtree: true, characterData: true })
      look()
    },
  }
}
