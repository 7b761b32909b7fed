import { call } from '../api'

/** How the platforms' own pages name what they show. */
export const CREDENTIALS: Record<string, string> = { client_id: 'Client ID', client_secret: 'Client secret', consumer_key: 'Consumer key', consumer_secret: 'Consumer secret', access_token: 'Access token', appstore_secret: 'AppStore secret', app_token: 'App token', api_key: 'API key' }

/** Where the merchant lets Zagaj in: the platform's own page. */
export const authorize = (installation: string): Promise<{ url: string }> => call('POST', `installations/${encodeURIComponent(installation)}/authorize`)

export const pl = {
  title: 'Wpuszczenie do sklepu', lead: 'Wpisz te dwa adresy w ustawieniach aplikacji na platformie.', app: 'Adres aplikacji (App URL)', back: 'Adres powrotu (Redirect URL)',
  first: 'Najpierw zapisz poniżej adres sklepu i dane aplikacji.', go: 'Wpuść Zagaj do sklepu', open: 'Zagaj jest wpuszczony do sklepu. Webhooki rejestrują się same.', again: 'Wpuść ponownie',
  outcomes: { done: 'Gotowe: sklep jest połączony.', refused: 'Sklep nie wpuścił aplikacji. Sprawdź dane aplikacji i spróbuj ponownie.', scopes: 'Sklep dał mniej uprawnień, niż potrzeba. Wpuść ponownie i zaakceptuj wszystkie.' } as Record<string, string>,
}
export const en: typeof pl = {
  title: 'Letting Zagaj into the shop', lead: 'Enter these two addresses in the app’s settings on the platform.', app: 'App URL', back: 'Redirect URL',
  first: 'Save the shop’s address and the app’s credentials below first.', go: 'Let Zagaj into the shop', open: 'Zagaj has been let into the shop. Webhooks register themselves.', again: 'Let it in again',
  outcomes: { done: 'Done: the shop is connected.', refused: 'The shop did not let the app in. Check the app’s credentials and try again.', scopes: 'The shop gave fewer permissions than are needed. Let it in again and accept them all.' },
}
