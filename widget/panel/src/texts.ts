import { plural } from '../../wire/text'

export const pl = {
  skip: 'Przejdź do treści', desk: 'Rozmowy i klienci', settings: 'Ustawienia', signOut: 'Wyloguj', language: 'Język', loading: 'Wczytuję…', retry: 'Ponów', cancel: 'Anuluj', save: 'Zapisz', saved: 'Zapisano', saving: 'Zapisuję…',
  remove: 'Usuń', add: 'Dodaj', edit: 'Zmień', back: 'Wróć', dismiss: 'Zamknij komunikat', backToDesk: 'Wróć do rozmów',
  nav: { label: 'Ekrany', desk: 'Rozmowy', visitors: 'Klienci', history: 'Historia', reports: 'Raporty', settings: 'Ustawienia', broken: 'Nie udało się wczytać ekranu' },
  visitors: { pick: 'Kto jest teraz w sklepie', pickHint: 'Wybierz osobę z listy, aby zobaczyć stronę, koszyk i stan reguł.' },
  history: { label: 'Szukaj w rozmowach', placeholder: 'Słowo z rozmowy, numer zamówienia…', find: 'Szukaj', nothing: 'Nic nie znaleziono', nothingHint: 'Spróbuj krótszego słowa: „kurtk” znajdzie też „kurtkę”.', more: 'Pokaż starsze', recent: 'Ostatnio zakończone' },
  login: {
    title: 'Zaloguj się', lead: 'Panel konsultanta', email: 'E-mail', password: 'Hasło', submit: 'Zaloguj', working: 'Loguję…', wrong: 'Adres e-mail albo hasło się nie zgadza.',
  },
  setup: {
    title: 'Pierwsze konto', lead: 'Utwórz konto właściciela sklepu. Innych osób jeszcze tu nie ma.', name: 'Imię', nameHint: 'Widzą je klienci.', passwordHint: 'Co najmniej 10 znaków.', submit: 'Utwórz konto',
    short: 'Hasło ma mniej niż 10 znaków.', badLink: 'Ten odnośnik nie działa. Weź aktualny z dziennika serwera.', used: 'Konto właściciela już istnieje.', toLogin: 'Przejdź do logowania', noToken: 'W adresie brakuje jednorazowego kodu. Skopiuj cały odnośnik z dziennika serwera.',
  },
  errors: {
    offline: 'Serwer nie odpowiada. Sprawdź połączenie i spróbuj jeszcze raz.', unauthorized: 'Zaloguj się ponownie.', forbidden: 'To może zmienić tylko właściciel albo administrator.',
    not_found: 'Tego już nie ma.', conflict: 'Ktoś był szybszy: rozmowa jest już zajęta albo zakończona.', no_seat: 'Wszystkie Twoje miejsca są zajęte. Zakończ którąś rozmowę i spróbuj znów.', too_large: 'Tekst jest za długi.', too_many: 'Za dużo prób. Odczekaj kilka minut.',
    invalid: 'Serwer nie przyjął tych danych.', unavailable: 'Serwer chwilowo nie zapisuje. Spróbuj za chwilę.', internal: 'Coś się nie udało po stronie serwera. Spróbuj jeszcze raz.',
  } as Record<string, string>,
  bar: {
    available: 'Przyjmuję rozmowy', reconnecting: 'Łączę ponownie… Wiadomości wyślą się, gdy połączenie wróci.', refused: 'Serwer odrzucił połączenie.', reload: 'Wczytaj stronę od nowa',
    closed: 'Poza godzinami pracy', closedUntil: (when: string) => `Poza godzinami pracy. Otwarcie: ${when}`, team: 'Zespół', on: 'przyjmuje rozmowy', off: 'nie przyjmuje rozmów', seats: (used: number, all: number) => `${used} z ${all} miejsc`, notify: 'Włącz powiadomienia', you: 'Ty',
  },
  list: {
    tabs: 'Widok listy', conversations: 'Rozmowy', visitors: 'Klienci', visitor: (mark: string) => `Klient ${mark}`, waiting: 'Czeka', replyDue: 'czeka na odpowiedź', other: 'druga osoba', begun: 'Rozmowa bez wiadomości', ended: 'Zakończona',
    unread: (n: number) => plural('pl', n, { one: '# nowa wiadomość', few: '# nowe wiadomości', many: '# nowych wiadomości', other: '# nowej wiadomości' }),
    none: 'Nikt teraz nie pisze', noneOff: 'Włącz „Przyjmuję rozmowy” u góry, aby klienci mogli zacząć rozmowę.', noneOn: 'Nowa rozmowa pojawi się tu z dźwiękiem. W zakładce „Klienci” widać, kto jest teraz w sklepie.',
    noVisitors: 'Nikogo nie ma teraz w sklepie', noVisitorsHint: 'Klienci pojawią się tu sami. Jeśli sklep ma ruch, a lista jest pusta, sprawdź w ustawieniach kod do wklejenia.',
    showClosed: 'Pokaż zakończone', hideClosed: 'Ukryj zakończone', noClosed: 'Nie ma jeszcze zakończonych rozmów.', talking: 'Rozmawia', page: 'Strona sklepu',
    pieces: (n: number) => plural('pl', n, { one: '# sztuka', few: '# sztuki', many: '# sztuk', other: '# sztuki' }),
    people: (n: number) => plural('pl', n, { one: '# osoba w sklepie', few: '# osoby w sklepie', many: '# osób w sklepie', other: '# osoby w sklepie' }),
    onSite: (time: string) => `${time} w sklepie`, away: 'poza sklepem', emptyCart: 'pusty koszyk',
  },
  talk: {
    region: 'Rozmowa', log: 'Wiadomości', pick: 'Wybierz rozmowę z listy', pickHint: 'Alt + ↑ i Alt + ↓ przechodzą między rozmowami.', claim: 'Weź rozmowę', claimHint: 'Ta osoba czeka. Weź rozmowę albo od razu odpisz.', close: 'Zakończ', closed: 'Rozmowa jest zakończona. Klient może zacząć nową.',
    draft: 'pisze teraz — jeszcze nie wysłane', dots: 'pisze…', removed: 'usunięte:', sending: 'wysyłanie…', failed: 'nie wysłano', compose: 'Wiadomość do klienta', placeholder: 'Napisz odpowiedź…', send: 'Wyślij', hint: 'Enter wysyła, Shift + Enter to nowa linia',
    tooLong: (n: number) => plural('pl', n, { one: 'Za długie o # znak', few: 'Za długie o # znaki', many: 'Za długie o # znaków', other: 'Za długie o # znaku' }), answers: 'Gotowe odpowiedzi (klik wysyła)', noAnswers: 'Gotowe odpowiedzi dodasz w ustawieniach.', client: 'Klient', others: (name: string) => `Rozmawia: ${name}`, empty: 'Nie ma jeszcze wiadomości. Napisz pierwsze słowo.',
    peekOff: 'Klient wyłączył podgląd pisania.', browsing: 'Ta osoba ogląda sklep', browsingHint: 'Rozmowę zaczyna klient: sam albo z zaproszenia, gdy spełni się reguła.', rules: 'Reguły', noRules: 'Żadna reguła nie jest włączona.', gone: 'Tej rozmowy już nie ma.',
    truth: { true: 'spełniona', false: 'jeszcze nie', unknown: 'brak danych' } as Record<string, string>,
    // the gates of docs/rules.md, in their order
    gates: { disabled: 'wyłączona', dry_run: 'tylko próba', bot: 'to nie człowiek', consent: 'brak zgody', chat: 'trwa rozmowa', dismissed: 'klient nie chce propozycji', order: 'klient już zamówił', accepted: 'niedawno rozmawiał', early: 'za wcześnie po wejściu', offer: 'propozycja na ekranie', visit_cap: 'dość propozycji w tej wizycie', rule_cap: 'już proponowano', gap: 'za wcześnie po poprzedniej', retry: 'ponowi za chwilę', closed: 'sklep zamknięty', closing: 'zaraz zamknięcie', operators: 'nikt nie jest wolny', tab: 'strona niewidoczna', input: 'klient wypełnia formularz', payment: 'klient płaci' } as Record<string, string>,
  },
  side: {
    title: 'Koszyk i wizyta', region: 'Klient, koszyk i wizyta', now: 'Ogląda teraz', last: 'Ostatnio na stronie', nothing: 'Nie wiadomo, co ogląda.', cart: 'Koszyk', cartEmpty: 'Koszyk jest pusty.', noCart: 'Sklep nie podał jeszcze koszyka.', total: 'Razem', quantity: 'Liczba', coupons: 'Kupony', orders: 'Zamówienia', noOrders: 'Żadnych znanych zamówień.',
    visit: 'Wizyta', since: 'W sklepie od', tabs: 'Otwarte karty', language: 'Język', first: 'Pierwsza wizyta', open: 'Otwórz stronę', close: 'Zamknij', status: { placed: 'złożone', paid: 'opłacone', shipped: 'wysłane', done: 'zrealizowane', cancelled: 'anulowane', refunded: 'zwrócone' } as Record<string, string>, pick: 'Tu pojawi się koszyk i przebieg wizyty wybranej osoby.',
  },
  set: {
    title: 'Ustawienia', readOnly: 'Możesz oglądać ustawienia. Zmienia je właściciel albo administrator.',
    peek: 'Podgląd pisania', peekLead: 'Ile widać z tego, co klient pisze, zanim wyśle. Klient jest o tym informowany i może podgląd wyłączyć.', dots: 'Tylko kropki', dotsHint: 'Widać, że klient pisze, ale nie co.', draft: 'Pisany tekst', draftHint: 'Widać tekst, zanim zostanie wysłany.', deletions: 'Tekst i skreślenia', deletionsHint: 'Widać też to, co klient usunął.', seats: 'Rozmów naraz na osobę', seatsHint: 'Od 1 do 6.',
    schedule: 'Godziny pracy', scheduleLead: 'Sklep jest otwarty, gdy bieżąca minuta pasuje do którejś linii crona (minuta godzina dzień miesiąc dzień-tygodnia).', line: (n: number) => `Linia ${n}`, addLine: 'Dodaj linię', noLines: 'Bez żadnej linii sklep jest zawsze zamknięty.', zone: 'Strefa czasowa', guard: 'Bez zaproszeń przed zamknięciem (minuty)', openNow: 'Teraz otwarte', closedNow: 'Teraz zamknięte', until: (when: string) => `zmiana: ${when}`, example: 'Przykład: „* 9-16 * * 1-5” to od poniedziałku do piątku, 9:00–16:59.', days: 'Dni zamknięte', daysHint: 'RRRR-MM-DD, po jednym w linii.',
    rules: 'Reguły zaproszeń', rulesLead: 'Kiedy zaproponować rozmowę. Przy kilku spełnionych wygrywa wyższy priorytet.', priority: 'Priorytet', enabled: (name: string) => `Reguła „${name}” włączona`, noRules: 'Nie ma jeszcze reguł.', dry: 'na próbę',
    answers: 'Gotowe odpowiedzi', answersLead: 'Wysyłane jednym kliknięciem.', shortcut: 'Nazwa', text: 'Treść', noAnswers: 'Nie ma jeszcze gotowych odpowiedzi. Dodaj pierwszą poniżej.', addAnswer: 'Nowa odpowiedź', used: (n: number) => plural('pl', n, { one: 'użyta # raz', few: 'użyta # razy', many: 'użyta # razy', other: 'użyta # razy' }), removeAsk: 'Usunąć?', removeOf: (name: string) => `Usuń: ${name}`, editOf: (name: string) => `Zmień: ${name}`,
    install: 'Połączenia ze sklepem', installLead: 'Zdarzenia z platformy sklepu: koszyki i zamówienia.', noInstall: 'Żadna platforma nie jest połączona. Czat działa, ale koszyk podaje tylko przeglądarka klienta.', last: 'Ostatnie zdarzenie', never: 'jeszcze żadne', ok: 'Działa', bad: (n: number) => plural('pl', n, { one: '# odrzucona dostawa', few: '# odrzucone dostawy', many: '# odrzuconych dostaw', other: '# odrzuconej dostawy' }), silent: 'Czeka na pierwsze zdarzenie',
    connect: 'Połącz platformę', ownSecret: 'Klucz od platformy', ownSecretHint: 'Tylko gdy platforma podaje własny, jak Shopify. Puste: utworzymy nowy.', added: 'Połączenie gotowe. Wklej adres i klucz w ustawieniach platformy; klucz widać tylko teraz.', secret: 'Klucz', origins: 'Adresy sklepu', originsHint: 'Po jednym w linii. Czat działa tylko na stronach spod tych adresów.',
    embed: 'Kod do wklejenia', embedLead: 'Wklej przed </body> na każdej stronie sklepu.', copy: 'Kopiuj', copied: 'Skopiowano', serverSaid: 'Serwer:',
  },
}

export type Texts = typeof pl

export const en: Texts = {
  skip: 'Skip to content', desk: 'Chats and visitors', settings: 'Settings', signOut: 'Sign out', language: 'Language', loading: 'Loading…', retry: 'Retry', cancel: 'Cancel', save: 'Save', saved: 'Saved', saving: 'Saving…',
  remove: 'Remove', add: 'Add', edit: 'Edit', back: 'Back', dismiss: 'Dismiss the message', backToDesk: 'Back to chats',
  nav: { label: 'Screens', desk: 'Chats', visitors: 'Visitors', history: 'History', reports: 'Reports', settings: 'Settings', broken: 'The screen could not be loaded' },
  visitors: { pick: 'Who is in the shop now', pickHint: 'Choose somebody from the list to see their page, cart and how the rules stand.' },
  history: { label: 'Search in chats', placeholder: 'A word from a chat, an order number…', find: 'Search', nothing: 'Nothing found', nothingHint: 'Try a shorter word: “jacke” finds “jackets” too.', more: 'Show older', recent: 'Ended lately' },
  login: { title: 'Sign in', lead: 'Consultant’s panel', email: 'E-mail', password: 'Password', submit: 'Sign in', working: 'Signing in…', wrong: 'The e-mail address or the password is wrong.' },
  setup: {
    title: 'First account', lead: 'Create the shop owner’s account. Nobody else is here yet.', name: 'First name', nameHint: 'Visitors see it.', passwordHint: 'At least 10 characters.', submit: 'Create the account',
    short: 'The password is shorter than 10 characters.', badLink: 'This link does not work. Take the current one from the server’s log.', used: 'The owner’s account exists already.', toLogin: 'Go to sign-in', noToken: 'The address lacks the one-time code. Copy the whole link from the server’s log.',
  },
  errors: {
    offline: 'The server does not answer. Check the connection and try again.', unauthorized: 'Please sign in again.', forbidden: 'Only owners and admins may change this.',
    not_found: 'This is no longer there.', conflict: 'Somebody was faster: the chat is taken or has ended.', no_seat: 'All your seats are taken. End a chat and try again.', too_large: 'The text is too long.', too_many: 'Too many tries. Wait a few minutes.',
    invalid: 'The server did not accept this.', unavailable: 'The server cannot save right now. Try again in a moment.', internal: 'Something went wrong on the server. Try again.',
  },
  bar: {
    available: 'Taking chats', reconnecting: 'Reconnecting… Messages go out when the line is back.', refused: 'The server refused the connection.', reload: 'Reload the page',
    closed: 'Outside opening hours', closedUntil: (when) => `Outside opening hours. Opens: ${when}`, team: 'Team', on: 'taking chats', off: 'not taking chats', seats: (used, all) => `${used} of ${all} seats`, notify: 'Turn on notifications', you: 'You',
  },
  list: {
    tabs: 'List view', conversations: 'Chats', visitors: 'Visitors', visitor: (mark) => `Visitor ${mark}`, waiting: 'Waiting', replyDue: 'waits for a reply', other: 'somebody else', begun: 'Chat without messages', ended: 'Ended',
    unread: (n) => plural('en', n, { one: '# new message', other: '# new messages' }),
    none: 'Nobody is writing now', noneOff: 'Turn on “Taking chats” above so that visitors can start a chat.', noneOn: 'A new chat will appear here with a sound. The “Visitors” tab shows who is in the shop now.',
    noVisitors: 'Nobody is in the shop now', noVisitorsHint: 'Visitors appear here by themselves. If the shop has traffic and this list is empty, check the embed code in the settings.',
    showClosed: 'Show ended', hideClosed: 'Hide ended', noClosed: 'No ended chats yet.', talking: 'In a chat', page: 'Shop page',
    pieces: (n) => plural('en', n, { one: '# item', other: '# items' }), people: (n) => plural('en', n, { one: '# person in the shop', other: '# people in the shop' }),
    onSite: (time) => `${time} in the shop`, away: 'not in the shop', emptyCart: 'empty cart',
  },
  talk: {
    region: 'Chat', log: 'Messages', pick: 'Pick a chat from the list', pickHint: 'Alt + ↑ and Alt + ↓ move between chats.', claim: 'Take the chat', claimHint: 'This person is waiting. Take the chat, or just reply.', close: 'End', closed: 'The chat has ended. The visitor can start a new one.',
    draft: 'typing now — not sent yet', dots: 'typing…', removed: 'removed:', sending: 'sending…', failed: 'not sent', compose: 'Message to the visitor', placeholder: 'Write a reply…', send: 'Send', hint: 'Enter sends, Shift + Enter is a new line',
    tooLong: (n) => plural('en', n, { one: '# character too long', other: '# characters too long' }), answers: 'Ready answers (a click sends)', noAnswers: 'Add ready answers in the settings.', client: 'Visitor', others: (name) => `Answered by: ${name}`, empty: 'No messages yet. Say hello.',
    peekOff: 'The visitor has turned sneak peek off.', browsing: 'This person is browsing', browsingHint: 'The visitor starts the chat: on their own, or from an invitation once a rule is met.', rules: 'Rules', noRules: 'No rule is on.', gone: 'This chat is no longer there.',
    truth: { true: 'met', false: 'not yet', unknown: 'no data' },
    gates: { disabled: 'switched off', dry_run: 'trial only', bot: 'not a person', consent: 'no consent', chat: 'in conversation', dismissed: 'wants no offers', order: 'has just ordered', accepted: 'talked recently', early: 'too soon after arriving', offer: 'offer on the screen', visit_cap: 'enough offers in this visit', rule_cap: 'offered already', gap: 'too soon after the last one', retry: 'trying again soon', closed: 'closed now', closing: 'about to close', operators: 'nobody is free', tab: 'page not visible', input: 'filling in a form', payment: 'is paying' },
  },
  side: {
    title: 'Cart and visit', region: 'Visitor, cart and visit', now: 'Looking at', last: 'Last seen on', nothing: 'It is not known what they look at.', cart: 'Cart', cartEmpty: 'The cart is empty.', noCart: 'The shop has not reported a cart yet.', total: 'Total', quantity: 'Quantity', coupons: 'Coupons', orders: 'Orders', noOrders: 'No known orders.',
    visit: 'Visit', since: 'In the shop since', tabs: 'Open tabs', language: 'Language', first: 'First visit', open: 'Open the page', close: 'Close', status: { placed: 'placed', paid: 'paid', shipped: 'shipped', done: 'done', cancelled: 'cancelled', refunded: 'refunded' }, pick: 'The cart and the visit of the chosen person will appear here.',
  },
  set: {
    title: 'Settings', readOnly: 'You can look at the settings. Owners and admins change them.',
    peek: 'Sneak peek', peekLead: 'How much of a visitor’s unsent text is shown. Visitors are told and can turn it off.', dots: 'Dots only', dotsHint: 'Shows that somebody is typing, not what.', draft: 'The text being typed', draftHint: 'Shows the text before it is sent.', deletions: 'Text and deletions', deletionsHint: 'Shows also what the visitor took out.', seats: 'Chats at once per person', seatsHint: 'From 1 to 6.',
    schedule: 'Opening hours', scheduleLead: 'The shop is open while the current minute matches any cron line (minute hour day month weekday).', line: (n) => `Line ${n}`, addLine: 'Add a line', noLines: 'Without any line the shop is always closed.', zone: 'Time zone', guard: 'No invitations before closing (minutes)', openNow: 'Open now', closedNow: 'Closed now', until: (when) => `changes: ${when}`, example: 'Example: “* 9-16 * * 1-5” is Monday to Friday, 9:00–16:59.', days: 'Closed days', daysHint: 'YYYY-MM-DD, one per line.',
    rules: 'Invitation rules', rulesLead: 'When to offer a chat. If several are met, the higher priority wins.', priority: 'Priority', enabled: (name) => `Rule “${name}” on`, noRules: 'There are no rules yet.', dry: 'dry run',
    answers: 'Ready answers', answersLead: 'Sent with one click.', shortcut: 'Name', text: 'Text', noAnswers: 'There are no ready answers yet. Add the first one below.', addAnswer: 'New answer', used: (n) => plural('en', n, { one: 'used once', other: 'used # times' }), removeAsk: 'Remove it?', removeOf: (name) => `Remove: ${name}`, editOf: (name) => `Edit: ${name}`,
    install: 'Shop connections', installLead: 'Events from the shop’s platform: carts and orders.', noInstall: 'No platform is connected. Chat works, but only the visitor’s browser reports the cart.', last: 'Last event', never: 'none yet', ok: 'Working', bad: (n) => plural('en', n, { one: '# refused delivery', other: '# refused deliveries' }), silent: 'Waiting for the first event',
    connect: 'Connect a platform', ownSecret: 'Secret from the platform', ownSecretHint: 'Only when the platform gives its own, as Shopify does. Empty: we make one.', added: 'Connected. Paste the address and the secret into the platform’s settings; the secret is shown only now.', secret: 'Secret', origins: 'Shop addresses', originsHint: 'One per line. The chat runs only on pages of these addresses.',
    embed: 'Embed code', embedLead: 'Paste it before </body> on every page of the shop.', copy: 'Copy', copied: 'Copied', serverSaid: 'Server:',
  },
}
