import type { TemplateName } from './rule'

/** What the templates say to visitors, in the shop's languages, whichever the panel speaks. */
export const offers: Record<TemplateName, Record<string, string>> = {
  linger: { pl: 'Trudno się zdecydować? Chętnie pomogę porównać.', en: 'Hard to choose? I am glad to help you compare.' },
  cart_left: { pl: 'Masz pytanie do produktów w koszyku? Odpowiem od razu.', en: 'A question about what is in your cart? I will answer right away.' },
  checkout: { pl: 'Coś nie działa przy zamówieniu? Pomogę dokończyć.', en: 'Is something in the way of your order? I can help you finish.' },
  returned: { pl: 'Miło znów Cię widzieć. Pomóc w czymś przed zakupem?', en: 'Good to see you again. Can I help with anything before you buy?' },
  size: { pl: 'Nie wiesz, jaki rozmiar wybrać? Doradzę.', en: 'Not sure which size to choose? I can advise.' },
  vip: { pl: 'Chętnie odpowiem na pytania, zanim zamówisz.', en: 'I am glad to answer questions before you order.' },
  blank: { pl: '', en: '' },
}
