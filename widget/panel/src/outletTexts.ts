import { plural } from '../../wire/text'

const pl = {
  hooks: 'Powiadomienia innych systemów (webhooki)', hooksLead: 'Zagaj powiadamia wybrane adresy o tym, co dzieje się w sklepie: rozmowach, wiadomościach, zaproszeniach, obietnicach i ocenach.',
  noHooks: 'Nie ma jeszcze żadnego adresu.', addHook: 'Nowy adres', url: 'Adres', urlHint: 'Zaczyna się od https:// i jest dostępny z internetu.', kinds: 'O czym powiadamiać',
  kind: {
    'conversation.opened': 'Rozmowa się zaczęła', 'conversation.assigned': 'Ktoś wziął rozmowę', 'conversation.closed': 'Rozmowa się skończyła', 'conversation.rated': 'Klient ocenił rozmowę',
    'message.said': 'Nowa wiadomość', 'offer.changed': 'Zaproszenie do rozmowy', 'promise.made': 'Obietnica odpowiedzi', 'promise.given': 'Obietnica w innych rękach', 'promise.overdue': 'Spóźniona obietnica', 'promise.kept': 'Dotrzymana obietnica', test: 'Próba',
  } as Record<string, string>,
  secretOnce: 'Klucz do sprawdzania podpisów. Widać go tylko teraz: skopiuj go do swojego programu.', secretOld: 'Poprzedni klucz działa jeszcze przez dobę.', secret: 'Klucz',
  newSecret: 'Nowy klucz', sendTest: 'Wyślij próbę', testSent: 'Próba wysłana', log: 'Dostawy', hideLog: 'Ukryj dostawy', noLog: 'Nic jeszcze nie wysłano.', tryNow: 'Ponów teraz', turnOn: 'Włącz', turnOff: 'Wyłącz', off: 'wyłączony',
  waiting: (n: number) => plural('pl', n, { one: '# czeka', few: '# czekają', many: '# czeka', other: '# czeka' }),
  tries: (n: number) => plural('pl', n, { one: '# próba', few: '# próby', many: '# prób', other: '# próby' }),
  state: { due: 'czeka', done: 'dostarczono', failed: 'nie dostarczono' } as Record<string, string>, next: (when: string) => `następna próba: ${when}`, on: (what: string, where: string) => `${what}: ${where}`,
  keys: 'Klucze dla programów (API)', keysLead: 'Dla programów sklepu: odczyt rozmów, zaproszeń i obietnic. Żaden klucz nie pozwala pisać do klientów.', noKeys: 'Nie ma jeszcze żadnego klucza.', addKey: 'Nowy klucz', keyName: 'Nazwa', keyScope: 'Uprawnienia',
  scope: { read: 'tylko odczyt', write: 'odczyt i zapis' } as Record<string, string>, keyOnce: 'Klucz widać tylko teraz. Skopiuj go do swojego programu.', lastUsed: 'Ostatnio użyty', neverUsed: 'jeszcze nigdy', removeKey: 'Usunąć? Program straci dostęp od razu.',
  push: 'Powiadomienia na tym urządzeniu', pushLead: 'Gdy klient czeka za długo, to urządzenie zawoła Cię także przy zamkniętym panelu, w godzinach pracy sklepu. Na telefonie dodaj panel do ekranu głównego.', pushSwitch: 'Wołaj mnie na tym urządzeniu', pushTest: 'Wyślij próbne', pushSent: 'Wysłano',
  pushDenied: 'Przeglądarka nie pozwala na powiadomienia. Zezwól na nie w ustawieniach tej strony.', pushBroken: 'Przeglądarka nie przyjęła części panelu, która odbiera wezwania. Potrzebny jest adres HTTPS z certyfikatem, któremu ona ufa.', pushNone: 'Ta przeglądarka nie ma takich powiadomień. Na iPhonie najpierw dodaj panel do ekranu głównego.',
}

export type OutletTexts = typeof pl

const en: OutletTexts = {
  hooks: 'Telling other systems (webhooks)', hooksLead: 'Zagaj tells addresses of yours what happens in the shop: chats, messages, invitations, promises and ratings.',
  noHooks: 'No address yet.', addHook: 'New address', url: 'Address', urlHint: 'Begins with https:// and can be reached from the internet.', kinds: 'What to tell',
  kind: {
    'conversation.opened': 'A chat began', 'conversation.assigned': 'Somebody took a chat', 'conversation.closed': 'A chat ended', 'conversation.rated': 'A visitor rated a chat',
    'message.said': 'New message', 'offer.changed': 'Invitation to chat', 'promise.made': 'Promised answer', 'promise.given': 'Promise given on', 'promise.overdue': 'Late promise', 'promise.kept': 'Kept promise', test: 'Test',
  },
  secretOnce: 'The secret that checks signatures. It is shown only now: copy it into your program.', secretOld: 'The previous secret works for one more day.', secret: 'Secret',
  newSecret: 'New secret', sendTest: 'Send a test', testSent: 'Test sent', log: 'Deliveries', hideLog: 'Hide deliveries', noLog: 'Nothing was sent yet.', tryNow: 'Try now', turnOn: 'Turn on', turnOff: 'Turn off', off: 'off',
  waiting: (n) => plural('en', n, { one: '# waiting', other: '# waiting' }),
  tries: (n) => plural('en', n, { one: '# try', other: '# tries' }),
  state: { due: 'waiting', done: 'delivered', failed: 'not delivered' }, next: (when) => `next try: ${when}`, on: (what, where) => `${what}: ${where}`,
  keys: 'Keys for programs (API)', keysLead: 'For the shop’s programs: reading chats, invitations and promises. No key can write to visitors.', noKeys: 'No key yet.', addKey: 'New key', keyName: 'Name', keyScope: 'May',
  scope: { read: 'read only', write: 'read and write' }, keyOnce: 'The key is shown only now. Copy it into your program.', lastUsed: 'Last used', neverUsed: 'never yet', removeKey: 'Remove? The program loses access at once.',
  push: 'Notifications on this device', pushLead: 'When a visitor waits too long, this device calls you even while the panel is closed, within the shop’s hours. On a phone, add the panel to the home screen.', pushSwitch: 'Call me on this device', pushTest: 'Send a test', pushSent: 'Sent',
  pushDenied: 'The browser does not allow notifications. Allow them in this page’s settings.', pushBroken: 'The browser did not take the part of the panel that receives calls. It needs an HTTPS address with a certificate that it trusts.', pushNone: 'This browser has no such notifications. On an iPhone, add the panel to the home screen first.',
}

export const outletTexts = { pl, en }
