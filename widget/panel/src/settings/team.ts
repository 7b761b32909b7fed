import { plural } from '../../../wire/text'
import { call } from '../api'
import * as deeds from './deeds'

export interface Person { id: string; email: string; name: string; role: Role; seats: number; language: string; disabled_at: number; created_at: number }
export type Role = 'owner' | 'admin' | 'operator' | 'viewer'
export const ROLES: readonly Role[] = ['owner', 'admin', 'operator', 'viewer']
export interface Invitation { id: string; email: string; role: Role; created_at: number; expires_at: number }
export interface Deed { seq: number; at: number; operator: string; action: string; target: string; detail: string; network: string }
export interface SessionRow { id: string; device: string; created_at: number; seen_at: number; expires_at: number; current: boolean }
export interface Factor { id: string; kind: 'totp' | 'passkey'; name: string; created_at: number; used_at: number }
export interface Delivery { id: string; platform: string; reason: string; topic?: string; received_at: number; body: string }

const id = encodeURIComponent
export const teamApi = {
  people: () => call('GET', 'people'),
  savePerson: (p: Person, disabled: boolean) => call('PUT', `people/${id(p.id)}`, { name: p.name, role: p.role, seats: p.seats, disabled }),
  signOut: (p: string) => call('DELETE', `people/${id(p)}/sessions`),
  invitations: () => call('GET', 'invitations'),
  invite: (email: string, role: Role) => call('POST', 'invitations', { email, role }),
  uninvite: (i: string) => call('DELETE', `invitations/${id(i)}`),
  deeds: (before = 0) => call('GET', before ? `audit?before=${before}` : 'audit'),
  sessions: () => call('GET', 'sessions'),
  endSession: (s: string) => call('DELETE', `sessions/${id(s)}`),
  endOthers: () => call('DELETE', 'sessions'),
  factors: () => call('GET', 'factors'),
  beginTOTP: () => call('POST', 'factors/totp'),
  confirmTOTP: (code: string) => call('POST', 'factors/totp/confirm', { code }),
  recovery: () => call('POST', 'factors/recovery'),
  dropFactor: (f: string) => call('DELETE', `factors/${id(f)}`),
  password: (password: string) => call('PUT', 'me/password', { password }),
  quarantine: () => call('GET', 'quarantine'),
  replay: (d: string) => call('POST', `quarantine/${id(d)}/replay`),
  drop: (d: string) => call('DELETE', `quarantine/${id(d)}`),
}

const few = (n: number, one: string, some: string, many: string): string => plural('pl', n, { one: `# ${one}`, few: `# ${some}`, many: `# ${many}`, other: `# ${some}` })
export const pl = {
  team: 'Zespół', teamLead: 'Kto pracuje w panelu i co może. Klienci widzą tylko imię.', you: 'Ty', off: 'wyłączona', roles: { owner: 'właściciel', admin: 'administrator', operator: 'konsultant', viewer: 'podgląd' } as Record<Role, string>, can: { owner: 'Wszystko.', admin: 'Ustawienia i zespół.', operator: 'Rozmawia z klientami.', viewer: 'Tylko ogląda.' } as Record<Role, string>,
  name: 'Imię', role: 'Rola', seats: 'Rozmów naraz', edit: (n: string) => `Zmień: ${n}`, signOut: 'Wyloguj wszędzie', signOutOf: (n: string) => `Wyloguj wszędzie: ${n}`, disable: 'Wyłącz konto', enable: 'Włącz konto', disableAsk: (n: string) => `${n} straci dostęp od razu, także w otwartych oknach.`, signedOut: 'Wylogowano.', lastOwner: 'Sklep musi mieć co najmniej jednego właściciela.', above: 'Nie można nadać ani odebrać roli wyższej niż własna.',
  invite: 'Zaproś osobę', email: 'Adres e-mail', send: 'Zaproś', pending: 'Czekające zaproszenia', noPending: 'Żadne zaproszenie nie czeka.', link: 'Odnośnik działa raz, przez 7 dni. Widać go tylko teraz; przekaż go tej osobie.', copy: 'Kopiuj odnośnik', copied: 'Skopiowano', until: (d: string) => `ważne do ${d}`, uninvite: (e: string) => `Cofnij zaproszenie: ${e}`,
  account: 'Moje konto', password: 'Nowe hasło', passwordHint: 'Co najmniej 10 znaków. Inne przeglądarki zostaną wylogowane.', change: 'Zmień hasło', changed: 'Hasło zmienione.', sessions: 'Zalogowane przeglądarki', here: 'ta przeglądarka', seen: (d: string) => `ostatnio ${d}`, end: (d: string) => `Wyloguj: ${d}`, endOne: 'Wyloguj', endOthers: 'Wyloguj wszędzie indziej', factor: 'Drugi składnik', factorLead: 'Kod z aplikacji w telefonie, o który pytamy przy logowaniu i przed ważnymi zmianami.', noFactor: 'Nie masz jeszcze aplikacji z kodami.', app: 'Aplikacja z kodami', add: 'Dodaj aplikację z kodami', scan: 'Zeskanuj kod aplikacją w telefonie albo przepisz klucz:', qr: 'Kod do zeskanowania aplikacją z kodami', openApp: 'Otwórz w aplikacji', code: 'Kod z aplikacji', confirmCode: 'Potwierdź', codes: 'Kody zapasowe', codesLead: 'Każdy działa raz. Zapisz je poza telefonem: nie pokażemy ich ponownie.', codesLeft: (n: number) => few(n, 'kod zapasowy', 'kody zapasowe', 'kodów zapasowych'), newCodes: 'Nowe kody zapasowe', drop: 'Usuń aplikację', added: (d: string) => `dodana ${d}`,
  prove: 'Potwierdź, że to Ty', proveLead: 'Ta zmiana jest ważna, dlatego pytamy jeszcze raz.', yourPassword: 'Twoje hasło', go: 'Potwierdź', wrong: { forbidden: 'Hasło się nie zgadza.', second_factor: 'Wpisz kod z aplikacji albo kod zapasowy.', too_many: 'Za dużo prób. Odczekaj kilka minut.', unauthorized: 'Kod się nie zgadza.', invalid: 'Kod się nie zgadza.' } as Record<string, string>,
  audit: 'Dziennik zmian', auditLead: 'Kto co zrobił. Wpisów nie da się zmienić ani usunąć.', when: 'Kiedy', who: 'Kto', did: 'Co', about: 'Szczegóły', older: 'Starsze', noDeeds: 'Jeszcze nic się nie wydarzyło.', system: 'Zagaj albo ktoś bez logowania',
  actions: deeds.pl,
  quarantine: 'Niezrozumiałe zdarzenia', quarantineLead: 'Podpisane poprawnie, ale niezrozumiałe. Nic nie ginie: po naprawie można je odtworzyć.', none: 'Wszystkie zdarzenia zostały zrozumiane.', replay: 'Odtwórz', replayOf: (x: string) => `Odtwórz zdarzenie: ${x}`, forget: 'Zapomnij', forgetOf: (x: string) => `Zapomnij zdarzenie: ${x}`, body: 'Treść', replayed: (n: number) => few(n, 'zdarzenie zapisane', 'zdarzenia zapisane', 'zdarzeń zapisanych'), moreLeft: 'Jest ich więcej; pokazujemy 50 najnowszych.',
  questions: 'Sugerowane pytania', up: (what: string) => `Wyżej: ${what}`, down: (what: string) => `Niżej: ${what}`, questionsLead: 'Klient wybiera jedno dotknięciem, zamiast pisać. {product} i {category} podstawiamy z oglądanej strony.', question: (n: number) => `Pytanie ${n}`, inPolish: 'Po polsku', inEnglish: 'Po angielsku', onPages: 'Na stronach', anyPage: 'Wszędzie, gdy nic nie zaznaczysz.', pages: { home: 'główna', category: 'kategoria', product: 'produkt', cart: 'koszyk', checkout: 'zamówienie', other: 'inne' } as Record<string, string>, taps: (t: number, a: number) => `${few(t, 'dotknięcie', 'dotknięcia', 'dotknięć')}, ${few(a, 'odpowiedź', 'odpowiedzi', 'odpowiedzi')}`, addQuestion: 'Dodaj pytanie', saveQuestions: 'Zapisz pytania', questionEmpty: 'Wpisz pytanie choć w jednym języku albo je usuń.', questionLong: 'Pytanie może mieć do 120 znaków.', questionBlank: 'W pytaniu podstawiamy tylko {product} i {category}. Popraw nawiasy klamrowe.',
}
export type Texts = typeof pl
const en2 = (n: number, one: string, other: string): string => plural('en', n, { one: `# ${one}`, other: `# ${other}` })
export const en: Texts = {
  team: 'Team', teamLead: 'Who works in the panel and what they may do. Visitors see the first name only.', you: 'You', off: 'disabled', roles: { owner: 'owner', admin: 'admin', operator: 'consultant', viewer: 'viewer' }, can: { owner: 'Everything.', admin: 'Settings and team.', operator: 'Talks to visitors.', viewer: 'Looks only.' },
  name: 'First name', role: 'Role', seats: 'Chats at once', edit: (n) => `Edit: ${n}`, signOut: 'Sign out everywhere', signOutOf: (n) => `Sign out everywhere: ${n}`, disable: 'Disable the account', enable: 'Enable the account', disableAsk: (n) => `${n} loses access at once, in open windows too.`, signedOut: 'Signed out.', lastOwner: 'A shop keeps at least one owner.', above: 'Nobody gives or takes a role above their own.',
  invite: 'Invite somebody', email: 'E-mail address', send: 'Invite', pending: 'Pending invitations', noPending: 'No invitation is pending.', link: 'The link works once, for 7 days. It is shown only now; hand it to that person.', copy: 'Copy the link', copied: 'Copied', until: (d) => `valid until ${d}`, uninvite: (e) => `Withdraw the invitation: ${e}`,
  account: 'My account', password: 'New password', passwordHint: 'At least 10 characters. Other browsers are signed out.', change: 'Change the password', changed: 'The password is changed.', sessions: 'Where you are signed in', here: 'this browser', seen: (d) => `last seen ${d}`, end: (d) => `Sign out: ${d}`, endOne: 'Sign out', endOthers: 'Sign out everywhere else', factor: 'Second factor', factorLead: 'A code from an app on your phone, asked for at sign-in and before important changes.', noFactor: 'You have no authenticator app yet.', app: 'Authenticator app', add: 'Add an authenticator app', scan: 'Scan the code with the app on your phone, or type the key:', qr: 'Code for your authenticator app to scan', openApp: 'Open in the app', code: 'Code from the app', confirmCode: 'Confirm', codes: 'Recovery codes', codesLead: 'Each works once. Keep them off the phone: they are not shown again.', codesLeft: (n) => en2(n, 'recovery code', 'recovery codes'), newCodes: 'New recovery codes', drop: 'Remove the app', added: (d) => `added ${d}`,
  prove: 'Prove that it is you', proveLead: 'This change matters, so we ask once more.', yourPassword: 'Your password', go: 'Confirm', wrong: { forbidden: 'The password is wrong.', second_factor: 'Write the code from the app, or a recovery code.', too_many: 'Too many tries. Wait a few minutes.', unauthorized: 'The code is wrong.', invalid: 'The code is wrong.' },
  audit: 'Audit log', auditLead: 'Who did what. Lines can neither be changed nor removed.', when: 'When', who: 'Who', did: 'What', about: 'Details', older: 'Older', noDeeds: 'Nothing has happened yet.', system: 'Zagaj, or not signed in',
  actions: deeds.en,
  quarantine: 'Events not understood', quarantineLead: 'Signed well, but not understood. Nothing is lost: once mended they can be played again.', none: 'Every event was understood.', replay: 'Play again', replayOf: (x) => `Play again: ${x}`, forget: 'Forget', forgetOf: (x) => `Forget the event: ${x}`, body: 'Content', replayed: (n) => en2(n, 'event stored', 'events stored'), moreLeft: 'There are more; the newest 50 are shown.',
  questions: 'Suggested questions', up: (what) => `Up: ${what}`, down: (what) => `Down: ${what}`, questionsLead: 'A visitor taps one instead of typing. {product} and {category} are filled in from the page in view.', question: (n) => `Question ${n}`, inPolish: 'In Polish', inEnglish: 'In English', onPages: 'On pages', anyPage: 'Everywhere when nothing is ticked.', pages: { home: 'home', category: 'category', product: 'product', cart: 'cart', checkout: 'checkout', other: 'other' }, taps: (t, a) => `${en2(t, 'tap', 'taps')}, ${en2(a, 'answer', 'answers')}`, addQuestion: 'Add a question', saveQuestions: 'Save the questions', questionEmpty: 'Write the question in one language at least, or remove it.', questionLong: 'A question has up to 120 characters.', questionBlank: 'Only {product} and {category} are filled in. Correct the braces.',
}
