const pl = {
  with: (name: string, shop: string) => `${name} · ${shop}`,
  offer: 'Propozycja rozmowy', write: 'Napisz', dismiss: 'Zamknij i nie pokazuj', never: 'Nigdy więcej nie proponuj',
  panel: 'Rozmowa z konsultantem', human: 'odpowiada człowiek, nie bot', waiting: 'Szukamy wolnej osoby…',
  waitingMore: 'Możesz już napisać. Odpowie pierwsza wolna osoba.', hello: 'Dzień dobry! W czym pomóc?',
  minimize: 'Zminimalizuj', menu: 'Więcej', end: 'Zakończ', ended: 'Rozmowa zakończona', again: 'Nowa rozmowa',
  input: 'Twoja wiadomość', send: 'Wyślij', sending: 'wysyłanie…', stuck: 'nie wysłano', retry: 'ponów',
  typing: 'Konsultant pisze…', you: 'Ty', full: 'Za dużo niewysłanych wiadomości. Sprawdź połączenie.',
  offline: 'Brak połączenia. Wiadomości wyślemy, gdy wróci.',
  seen: 'Konsultant widzi, co piszesz, zanim wyślesz', off: 'wyłącz', unseen: 'Konsultant nie widzi, co piszesz', on: 'włącz',
  dots: 'Konsultant widzi tylko, że piszesz', questions: 'Częste pytania',
  asked: (type?: string) => [
    ...(type === 'product' ? ['Czy ten produkt jest dostępny?'] : type === 'cart' || type === 'checkout' ? ['Ile kosztuje dostawa?'] : ['Szukam czegoś konkretnego.']),
    'Kiedy paczka będzie u mnie?', 'Czy mogę to zwrócić?'],
}

const en: typeof pl = {
  with: (name, shop) => `${name} · ${shop}`,
  offer: 'An offer of help', write: 'Write', dismiss: 'Close and do not show', never: 'Never offer again',
  panel: 'Chat with a consultant', human: 'a human answers, not a bot', waiting: 'Looking for somebody free…',
  waitingMore: 'You can write already. The first free person will answer.', hello: 'Hello! How can we help?',
  minimize: 'Minimise', menu: 'More', end: 'End the chat', ended: 'The chat has ended', again: 'New chat',
  input: 'Your message', send: 'Send', sending: 'sending…', stuck: 'not sent', retry: 'try again',
  typing: 'The consultant is typing…', you: 'You', full: 'Too many unsent messages. Please check your connection.',
  offline: 'No connection. We will send your messages when it is back.',
  seen: 'The consultant sees what you write before you send it', off: 'turn off', unseen: 'The consultant does not see what you write', on: 'turn on',
  dots: 'The consultant only sees that you are typing', questions: 'Common questions',
  asked: (type) => [
    ...(type === 'product' ? ['Is this product available?'] : type === 'cart' || type === 'checkout' ? ['How much is delivery?'] : ['I am looking for something specific.']),
    'When will it arrive?', 'Can I return it?'],
}

export type Texts = typeof pl

/** Polish for Polish, English for everybody else. */
export const textsFor = (lang: string): Texts => (lang.startsWith('en') ? en : lang === '' || lang.startsWith('pl') ? pl : en)
