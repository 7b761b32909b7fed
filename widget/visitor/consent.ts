import { safe } from './safe'

interface Privacy { analyticsProcessingAllowed?(): boolean }
type Told = Window & { Shopify?: { customerPrivacy?: Privacy }; wp_has_consent?: (category: string) => boolean }

/** The last word of Google's consent mode: gtag keeps its commands as array-likes in dataLayer. */
function google(layer: unknown): boolean | undefined {
  let granted: boolean | undefined
  if (!Array.isArray(layer)) return granted
  for (const entry of layer as Record<number, unknown>[]) {
    const said = entry?.[0] === 'consent' ? (entry[2] as { analytics_storage?: string } | undefined)?.analytics_storage : undefined
    if (said) granted = said === 'granted'
  }
  return granted
}

/** Asks whom the snippet's data-consent names, now and whenever they say that it changed. With "wait" only the shop's own
 *  call decides. Whoever is not there yet has not agreed. */
export function askConsent(whom: string | undefined, allow: (on: boolean) => void): { layerGrew(): void } {
  const w = window as Told
  const sources: Record<string, [event: string, ask: () => boolean | undefined]> = {
    google: ['', () => google(w.dataLayer)],
    shopify: ['visitorConsentCollected', () => w.Shopify?.customerPrivacy?.analyticsProcessingAllowed?.()],
    wordpress: ['wp_listen_for_consent_change', () => w.wp_has_consent?.('statistics')],
  }
  const [event, ask] = sources[whom ?? ''] ?? []
  const look = safe(() => {
    const said = ask?.()
    if (said !== undefined) allow(said)
  })
  if (event) document.addEventListener(event, look)
  look()
  return { layerGrew: () => { if (whom === 'google') look() } }
}
