import { plural } from '../../../wire/text'
import { call, type Installation } from '../api'

export interface Days { events: number; conversations: number; visitors: number; orders: number; carts: number; quarantine: number }
export interface RetentionView { days: Days; own: boolean; server: Days }
export interface Letter { id: string; kind: string; state: 'held' | 'due' | 'sent' | 'failed'; attempts: number; next_at: number; created_at: number; sent_at: number; failure: string }
export interface Said { code: string; text: Record<string, string> }
export interface Connection extends Installation { accepted: number; refused: number; lag_ms: number; secrets: number; connected: boolean; door: '' | 'shut' | 'open'; needs: string[]; findings: Said[]; limits: Said[]; address: string }
export interface Backfill { state: 'waiting' | 'running' | 'done' | 'failed'; days: number; page: number; pages: number; orders: number; stored: number; bad: number; error?: string }

const id = encodeURIComponent
const who = (visitor: string, customer: string): string => new URLSearchParams({ ...(visitor && { visitor }), ...(customer && { customer }) }).toString()
export const houseApi = {
  retention: () => call('GET', 'retention'),
  saveRetention: (days?: Days) => call('PUT', 'retention', days ? { days } : {}),
  person: (visitor: string, customer: string) => call('GET', `person?${who(visitor, customer)}`),
  erase: (visitor: string, customer: string) => call('DELETE', `person?${who(visitor, customer)}`),
  letters: (before = 0) => call('GET', before ? `letters?before=${before}` : 'letters'),
  connections: () => call('GET', 'installations'),
  check: (i: string) => call('POST', `installations/${id(i)}/check`),
  repair: (i: string) => call('POST', `installations/${id(i)}/repair`),
  rotate: (i: string) => call('POST', `installations/${id(i)}/secret`, {}),
  endRotation: (i: string) => call('DELETE', `installations/${id(i)}/secret`),
  access: (i: string, address: string, credentials: Record<string, string>) => call('PUT', `installations/${id(i)}`, { address, credentials }),
  backfill: (i: string, days: number) => call('POST', `installations/${id(i)}/backfill`, { days }),
  progress: (i: string) => call('GET', `installations/${id(i)}/backfill`),
}

const rows = (n: number): string => plural('pl', n, { one: '# wpis', few: '# wpisy', many: '# wpisów', other: '# wpisu' })
export const pl = {
  privacy: 'Prywatność', retention: 'Jak długo co przechowujemy', retentionLead: 'Co noc usuwane jest to, co jest starsze. 0 oznacza: bez końca.', kinds: { conversations: ['Rozmowy', 'od zakończenia; z wiadomościami, zdjęciami i notatkami'], visitors: ['Klienci', 'od ostatniej wizyty, gdy nie ma zachowanej rozmowy'], events: ['Dziennik wizyt', 'obejrzane strony, zmiany koszyka, propozycje'], carts: ['Koszyki', 'od ostatniej zmiany'], orders: ['Zamówienia', 'od złożenia'], quarantine: ['Niezrozumiane dostawy', 'od przyjścia'] } as Record<keyof Days, [string, string]>, days: 'dni', asServer: 'Jak na serwerze', serverSays: 'Obowiązuje ustawienie serwera.', draft: 'Niewysłanych słów klienta nie przechowujemy w ogóle.',
  person: 'Dane jednej osoby', personLead: 'Gdy ktoś prosi o swoje dane albo o ich usunięcie. Podaj jego numer klienta w sklepie albo identyfikator przeglądarki (jest w adresie jego wizyty w panelu).', customer: 'Numer klienta w sklepie', visitor: 'Identyfikator przeglądarki', find: 'Sprawdź, co mamy', found: (n: number) => `Przechowujemy ${rows(n)}.`, nothing: 'O tej osobie nic nie przechowujemy.', save: 'Pobierz jako plik', erase: 'Usuń wszystko', ask: 'Usunąć na zawsze? Kopie zapasowe pamiętają skrót, więc po odtworzeniu dane znikną ponownie.', erased: (n: number) => `Usunięto ${rows(n)}.`, tables: 'Gdzie', count: 'Wpisów',
  letters: 'E-maile', lettersLead: 'E-maile, które wysłał serwer: zaproszenia, hasła, obiecane odpowiedzi, kopie rozmów. Adresu tu nie ma: znika, gdy e-mail wyjdzie.', noMailer: 'Serwer nie ma ustawionej poczty, więc niczego nie wysyła. Linki zaproszeń przekazujesz samodzielnie.', noLetters: 'Nie było jeszcze żadnego e-maila.', kindOf: { invite: 'zaproszenie', reset: 'nowe hasło', promise: 'obiecana odpowiedź', code: 'kod', transcript: 'kopia rozmowy' } as Record<string, string>, states: { held: 'czeka na odpowiedź', due: 'w drodze', sent: 'wysłany', failed: 'nie wyszedł' } as Record<string, string>, tries: (n: number) => plural('pl', n, { one: '# próba', few: '# próby', many: '# prób', other: '# próby' }), older: 'Starsze', when: 'Kiedy', what: 'Co', state: 'Stan',
  lag: 'Opóźnienie', taken: 'Przyjęte', refused: 'Odrzucone', last: 'Ostatnie zdarzenie', never: 'jeszcze żadne', limits: 'Czego ta platforma nie daje', check: 'Sprawdź połączenie', allWell: 'Wszystko działa.', repair: 'Napraw webhooki', repaired: 'Webhooki są ustawione.', rotate: 'Nowy klucz', rotated: 'Wpisz nowy klucz w sklepie. Dotychczasowy działa, dopóki nie zakończysz wymiany.', endRotate: 'Zakończ wymianę klucza', two: 'Trwa wymiana klucza: działają dwa.', more: 'Klucz i adres', address: 'Adres dla platformy',
  backfill: 'Dociągnij zamówienia', backfillLead: 'Pobiera zamówienia, które sklep przyjął, gdy połączenie nie działało.', backfillDays: 'Z ilu ostatnich dni', start: 'Dociągnij', backfillStates: { waiting: 'Czeka na swoją kolej…', running: 'Trwa…', done: 'Gotowe.', failed: 'Nie udało się.' } as Record<string, string>, pages: (n: number, all: number) => `Strona ${n} z ${all}`, orders: (seen: number, stored: number) => `Zamówień: ${seen}, z tego nowych: ${stored}`, access: 'Dostęp do API sklepu', accessLead: 'Potrzebny do sprawdzania, napraw i dociągania. Klucze są zapieczętowane i nigdzie ich nie pokazujemy.', shopAddress: 'Adres sklepu (https)', keep: 'Zapisz dostęp', hasAccess: 'Dostęp jest zapisany.',
}
export type Texts = typeof pl

const enRows = (n: number): string => plural('en', n, { one: '# entry', other: '# entries' })
export const en: Texts = {
  privacy: 'Privacy', retention: 'How long we keep what', retentionLead: 'Every night what is older is removed. 0 means: for ever.', kinds: { conversations: ['Chats', 'since they ended; with messages, photos and notes'], visitors: ['Visitors', 'since last seen, when no chat of theirs is kept'], events: ['Log of visits', 'pages seen, changes of the cart, offers'], carts: ['Carts', 'since they changed'], orders: ['Orders', 'since they were placed'], quarantine: ['Deliveries not understood', 'since they came'] }, days: 'days', asServer: 'As the server says', serverSays: 'The server’s setting counts.', draft: 'What visitors do not send is not kept at all.',
  person: 'One person’s data', personLead: 'When somebody asks for their data, or to have them removed. Enter their customer number in the shop, or the browser’s id (it stands in the address of their visit in the panel).', customer: 'Customer number in the shop', visitor: 'Browser’s id', find: 'See what we have', found: (n) => `We keep ${enRows(n)}.`, nothing: 'We keep nothing of this person.', save: 'Download as a file', erase: 'Remove everything', ask: 'Remove for ever? Backups know a digest, so that after a restore the data go again.', erased: (n) => `${enRows(n)} gone.`, tables: 'Where', count: 'Entries',
  letters: 'E-mails', lettersLead: 'E-mails that the server has sent: invitations, passwords, promised answers, copies of chats. No address stands here: it goes when the e-mail does.', noMailer: 'The server has no mail set up, so it sends nothing. You pass on the links of invitations yourself.', noLetters: 'There has been no e-mail yet.', kindOf: { invite: 'invitation', reset: 'new password', promise: 'promised answer', code: 'code', transcript: 'copy of a chat' }, states: { held: 'waits for the answer', due: 'on its way', sent: 'sent', failed: 'did not go' }, tries: (n) => plural('en', n, { one: '# try', other: '# tries' }), older: 'Older', when: 'When', what: 'What', state: 'State',
  lag: 'Delay', taken: 'Taken', refused: 'Refused', last: 'Last event', never: 'none yet', limits: 'What this platform does not give', check: 'Check the connection', allWell: 'All is well.', repair: 'Repair the webhooks', repaired: 'The webhooks are set.', rotate: 'New secret', rotated: 'Enter the new secret in the shop. The one before works until you end the change.', endRotate: 'End the change of secrets', two: 'The secret is being changed: two are good.', more: 'Secret and address', address: 'Address for the platform',
  backfill: 'Fetch missed orders', backfillLead: 'Fetches orders that the shop took while the connection did not work.', backfillDays: 'Of how many last days', start: 'Fetch', backfillStates: { waiting: 'Waits for its turn…', running: 'Running…', done: 'Done.', failed: 'It did not work.' }, pages: (n, all) => `Page ${n} of ${all}`, orders: (seen, stored) => `Orders: ${seen}, new: ${stored}`, access: 'Access to the shop’s API', accessLead: 'Needed to check, repair and fetch. Keys are sealed and shown nowhere.', shopAddress: 'The shop’s address (https)', keep: 'Keep the access', hasAccess: 'The access is kept.',
}
