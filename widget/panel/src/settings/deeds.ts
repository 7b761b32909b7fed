import { plural } from '../../../wire/text'

/** What the audit log's lines say was done, by the name that the server writes. A test holds the lists against the server's source. */
export const pl: Record<string, string> = {
  'api.erase': 'program usunął dane klienta', 'api.export': 'program pobrał dane klienta', 'api.label': 'program oznaczył rozmowę',
  'confirm.refused': 'złe hasło przy potwierdzeniu',
  'demo.remove': 'usunięte dane pokazowe',
  'endpoint.add': 'dodane powiadomienie innego systemu', 'endpoint.remove': 'usunięte powiadomienie innego systemu', 'endpoint.save': 'zmienione powiadomienie innego systemu', 'endpoint.secret': 'nowy sekret powiadomienia',
  'factor.add': 'dodana aplikacja z kodami', 'factor.recovery': 'nowe kody zapasowe', 'factor.remove': 'usunięta aplikacja z kodami',
  'installation.authorize': 'Zagaj wpuszczony do sklepu', 'installation.add': 'dodane połączenie ze sklepem', 'installation.backfill': 'pobieranie zamówień ze sklepu', 'installation.connect': 'zapisany dostęp do API sklepu', 'installation.handshake': 'sklep połączony przez swoją wtyczkę', 'installation.mended': 'przywrócone webhooki sklepu', 'installation.register': 'aplikacja zarejestrowana w sklepie', 'installation.repair': 'naprawa webhooków sklepu', 'installation.rotate': 'nowy sekret połączenia', 'installation.rotated': 'koniec starego sekretu połączenia',
  'invitation.accept': 'przyjęte zaproszenie', 'invitation.add': 'zaproszenie', 'invitation.remove': 'cofnięte zaproszenie',
  'key.add': 'nowy klucz dla programu', 'key.remove': 'usunięty klucz dla programu',
  login: 'logowanie', 'login.refused': 'odrzucone logowanie',
  'look.save': 'zmieniony wygląd czatu',
  order_asked: 'klient zapytał o zamówienie', order_looked_up: 'sprawdzone zamówienie',
  'password.change': 'zmiana hasła', 'password.reset': 'nowe hasło z e-maila',
  'person.erase': 'usunięte dane klienta', 'person.export': 'wydane dane klienta', 'person.save': 'zmieniona osoba w zespole', 'person.sign_out': 'wylogowana osoba',
  'petition.clear': 'platforma sklepu: usunięte dane wszystkich klientów', 'petition.erase': 'platforma sklepu: usunięte dane klienta', 'petition.export': 'platforma sklepu: przygotowana kopia danych klienta', 'petition.take': 'pobrana kopia danych klienta',
  'photo.remove': 'usunięte zdjęcie', 'photo.save': 'zapisane zdjęcie',
  questions_changed: 'zmienione sugerowane pytania',
  'retention.save': 'zmieniony czas przechowywania danych',
  'rule.remove': 'usunięta reguła', 'rule.save': 'zapisana reguła',
  'session.revoke': 'wylogowana przeglądarka', 'session.revoke_others': 'wylogowane pozostałe przeglądarki',
  'shifts.save': 'zmienione dyżury',
}
export const en: typeof pl = {
  'api.erase': 'a program erased a visitor’s data', 'api.export': 'a program fetched a visitor’s data', 'api.label': 'a program labelled a conversation',
  'confirm.refused': 'wrong password at a confirmation',
  'demo.remove': 'demo data removed',
  'endpoint.add': 'other system to tell added', 'endpoint.remove': 'other system to tell removed', 'endpoint.save': 'other system to tell changed', 'endpoint.secret': 'new secret of another system',
  'factor.add': 'authenticator app added', 'factor.recovery': 'new recovery codes', 'factor.remove': 'authenticator app removed',
  'installation.authorize': 'Zagaj let into the shop', 'installation.add': 'connection to the shop added', 'installation.backfill': 'orders fetched from the shop', 'installation.connect': 'access to the shop’s API saved', 'installation.handshake': 'shop connected by its plugin', 'installation.mended': 'the shop’s webhooks restored', 'installation.register': 'app registered in the shop', 'installation.repair': 'the shop’s webhooks repaired', 'installation.rotate': 'new secret of a connection', 'installation.rotated': 'old secret of a connection ended',
  'invitation.accept': 'invitation accepted', 'invitation.add': 'invitation', 'invitation.remove': 'invitation withdrawn',
  'key.add': 'new key for a program', 'key.remove': 'key for a program removed',
  login: 'sign-in', 'login.refused': 'sign-in refused',
  'look.save': 'the chat’s look changed',
  order_asked: 'visitor asked for an order', order_looked_up: 'order looked up',
  'password.change': 'password changed', 'password.reset': 'new password by e-mail',
  'person.erase': 'a visitor’s data erased', 'person.export': 'a visitor’s data handed out', 'person.save': 'team member changed', 'person.sign_out': 'team member signed out',
  'petition.clear': 'shop platform: all visitors’ data erased', 'petition.erase': 'shop platform: a visitor’s data erased', 'petition.export': 'shop platform: copy of a visitor’s data made', 'petition.take': 'copy of a visitor’s data fetched',
  'photo.remove': 'photo removed', 'photo.save': 'photo saved',
  questions_changed: 'suggested questions changed',
  'retention.save': 'how long data are kept changed',
  'rule.remove': 'rule removed', 'rule.save': 'rule saved',
  'session.revoke': 'browser signed out', 'session.revoke_others': 'other browsers signed out',
  'shifts.save': 'shifts changed',
}

/** Of whom a detail tells, and what may be done: the server's own names. */
interface Terms { roles: Record<string, string>; scopes: Record<string, string> }
type Detail = (detail: string, terms: Terms) => string | undefined
export type Details = Record<string, Detail>

const counted = (lang: string, forms: Parameters<typeof plural>[2]): Detail => (d) => {
  const n = /^\d+/.exec(d)
  return n ? plural(lang, Number(n[0]), forms) : undefined
}
const role: Detail = (d, terms) => terms.roles[d]
const ofKey = (word: string): Detail => (d) => d.replace(/^key /, `${word} `)
const person = (words: (now: string, before: string) => string, disabled: string): Detail => (d, { roles }) => {
  const m = /^role (\w+), was (\w+); disabled (\w+)$/.exec(d)
  return m ? words(roles[m[1]!] ?? m[1]!, roles[m[2]!] ?? m[2]!) + (m[3] === 'true' ? disabled : '') : undefined
}

/** What a line's detail says, of those deeds where the server writes it as a program does; elsewhere it is a name or an address. */
export const plDetails: Details = {
  'api.erase': ofKey('klucz'), 'api.export': ofKey('klucz'), 'api.label': ofKey('klucz'),
  'demo.remove': counted('pl', { one: 'usunięto # wpis', few: 'usunięto # wpisy', many: 'usunięto # wpisów', other: 'usunięto # wpisu' }),
  'installation.backfill': counted('pl', { one: 'z ostatniego dnia', other: 'z ostatnich # dni' }),
  'invitation.accept': role, 'invitation.add': role,
  'key.add': (d, terms) => terms.scopes[d],
  order_asked: (d) => ({ found: 'znalezione', 'not found': 'nie ma zamówienia o tym numerze albo dane się nie zgadzały', 'too many tries': 'za dużo prób' })[d],
  order_looked_up: counted('pl', { one: 'znaleziono # zamówienie', few: 'znaleziono # zamówienia', many: 'znaleziono # zamówień', other: 'znaleziono # zamówienia' }),
  'person.erase': counted('pl', { one: 'usunięto # wpis', few: 'usunięto # wpisy', many: 'usunięto # wpisów', other: 'usunięto # wpisu' }),
  'person.save': person((now, before) => (now === before ? `rola: ${now}` : `rola: ${now}, przedtem: ${before}`), '; konto wyłączone'),
}
export const enDetails: Details = {
  'api.erase': ofKey('key'), 'api.export': ofKey('key'), 'api.label': ofKey('key'),
  'demo.remove': counted('en', { one: '# record removed', other: '# records removed' }),
  'installation.backfill': counted('en', { one: 'of the last day', other: 'of the last # days' }),
  'invitation.accept': role, 'invitation.add': role,
  'key.add': (d, terms) => terms.scopes[d],
  order_asked: (d) => ({ found: 'found', 'not found': 'no order has this number, or what was told did not fit it', 'too many tries': 'too many tries' })[d],
  order_looked_up: counted('en', { one: '# order found', other: '# orders found' }),
  'person.erase': counted('en', { one: '# record removed', other: '# records removed' }),
  'person.save': person((now, before) => (now === before ? `role: ${now}` : `role: ${now}, before: ${before}`), '; account switched off'),
}
