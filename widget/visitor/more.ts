import type { ErrorFrame } from '../wire/frames'
import { newID } from '../wire/text'
import { button, h, icon } from './dom'
import type { FromServer, Link, More, StartOrder, StartTell } from './link'
import css from './more.css?inline'
import { pickPhoto, showPhoto } from './photo'
import { safe } from './safe'
import { addStyle } from './style'
import { fill, override, spoken } from './texts'

const MOST = 5
/** Unanswered for so long, the visitor may let everybody be called. */
const CALL_MS = 30_000
const OPENER = '[data-testid=zagaj-menu]'

const en = {
  rate: 'How was it?', stars: '{n} of 5', thanks: 'Thank you!', copy: 'Send me this conversation by e-mail', address: 'Your e-mail address', ok: 'Send',
  code: 'We have sent you an e-mail. The six digits from it', mailed: 'The conversation is on its way to you.', wrong: 'That did not work. Please check it and try again.',
  tooMany: 'That was too often. Please try again later.', also: 'Send the answer by e-mail, too', will: 'You will get the answer by e-mail, too.', forget: 'Forget my address',
  photo: 'Send a photo', going: 'The photo is on its way…', noPhoto: 'This photo cannot be sent.',
  struck: 'What you delete is seen too', unstruck: 'What you delete is not seen', order: 'Where is my order?', call: 'Ask everybody',
}
export const texts: Record<string, typeof en> = {
  en,
  pl: {
    rate: 'Jak było?', stars: '{n} z 5', thanks: 'Dziękujemy!', copy: 'Wyślij mi tę rozmowę e-mailem', address: 'Twój adres e-mail', ok: 'Wyślij',
    code: 'Wysłaliśmy Ci e-mail. Wpisz sześć cyfr z niego', mailed: 'Rozmowa jest już w drodze do Ciebie.', wrong: 'Nie udało się. Sprawdź i spróbuj ponownie.',
    tooMany: 'Za dużo prób. Spróbuj później.', also: 'Wyślij odpowiedź też e-mailem', will: 'Odpowiedź dostaniesz też e-mailem.', forget: 'Usuń mój adres',
    struck: 'Widać też to, co kasujesz', unstruck: 'Nie widać tego, co kasujesz', order: 'Gdzie jest moje zamówienie?', call: 'Zapytaj wszystkich',
    photo: 'Wyślij zdjęcie', going: 'Zdjęcie jest wysyłane…', noPhoto: 'Tego zdjęcia nie da się wysłać.',
  },
  de: {
    rate: 'Wie war es?', stars: '{n} von 5', thanks: 'Vielen Dank!', copy: 'Dieses Gespräch per E-Mail erhalten', address: 'Ihre E-Mail-Adresse', ok: 'Senden',
    code: 'Wir haben Ihnen eine E-Mail geschickt. Bitte geben Sie die sechs Ziffern daraus ein', mailed: 'Das Gespräch ist unterwegs zu Ihnen.', wrong: 'Das hat nicht geklappt. Bitte prüfen und noch einmal versuchen.',
    tooMany: 'Zu viele Versuche. Bitte später noch einmal.', also: 'Antwort auch per E-Mail senden', will: 'Sie erhalten die Antwort auch per E-Mail.', forget: 'Meine Adresse löschen',
    struck: 'Auch Gelöschtes ist zu sehen', unstruck: 'Gelöschtes ist nicht zu sehen', order: 'Wo ist meine Bestellung?', call: 'Alle fragen',
    photo: 'Foto senden', going: 'Das Foto wird gesendet…', noPhoto: 'Dieses Foto lässt sich nicht senden.',
  },
  cs: {
    rate: 'Jaké to bylo?', stars: '{n} z 5', thanks: 'Děkujeme!', copy: 'Poslat mi tuto konverzaci e-mailem', address: 'Vaše e-mailová adresa', ok: 'Odeslat',
    code: 'Poslali jsme vám e-mail. Zadejte z něj šest číslic', mailed: 'Konverzace je na cestě k vám.', wrong: 'Nepovedlo se to. Zkontrolujte údaje a zkuste to znovu.',
    tooMany: 'Příliš mnoho pokusů. Zkuste to později.', also: 'Poslat odpověď i e-mailem', will: 'Odpověď dostanete i e-mailem.', forget: 'Smazat mou adresu',
    struck: 'Je vidět i to, co smažete', unstruck: 'To, co smažete, není vidět', order: 'Kde je moje objednávka?', call: 'Zeptat se všech',
    photo: 'Poslat fotku', going: 'Fotka se odesílá…', noPhoto: 'Tuto fotku nelze odeslat.',
  },
  sk: {
    rate: 'Aké to bolo?', stars: '{n} z 5', thanks: 'Ďakujeme!', copy: 'Poslať mi túto konverzáciu e-mailom', address: 'Vaša e-mailová adresa', ok: 'Odoslať',
    code: 'Poslali sme vám e-mail. Zadajte z neho šesť číslic', mailed: 'Konverzácia je na ceste k vám.', wrong: 'Nepodarilo sa to. Skontrolujte údaje a skúste to znova.',
    tooMany: 'Priveľa pokusov. Skúste to neskôr.', also: 'Poslať odpoveď aj e-mailom', will: 'Odpoveď dostanete aj e-mailom.', forget: 'Vymazať moju adresu',
    struck: 'Vidno aj to, čo vymažete', unstruck: 'To, čo vymažete, nevidno', order: 'Kde je moja objednávka?', call: 'Opýtať sa všetkých',
    photo: 'Poslať fotku', going: 'Fotka sa odosiela…', noPhoto: 'Túto fotku nemožno odoslať.',
  },
  uk: {
    rate: 'Як усе пройшло?', stars: '{n} з 5', thanks: 'Дякуємо!', copy: 'Надіслати мені цю розмову на пошту', address: 'Ваша електронна адреса', ok: 'Надіслати',
    code: 'Ми надіслали вам електронного листа. Введіть шість цифр із нього', mailed: 'Ми вже надіслали вам розмову.', wrong: 'Не вийшло. Перевірте й спробуйте ще раз.',
    tooMany: 'Забагато спроб. Спробуйте пізніше.', also: 'Надіслати відповідь і на пошту', will: 'Відповідь надійде й на пошту.', forget: 'Видалити мою адресу',
    struck: 'Видно й те, що ви стираєте', unstruck: 'Стертого не видно', order: 'Де моє замовлення?', call: 'Запитати всіх',
    photo: 'Надіслати фото', going: 'Фото надсилається…', noPhoto: 'Це фото не вдається надіслати.',
  },
}

/** What few conversations need, fetched when one does: how it was, a copy by e-mail, a promised answer by e-mail. */
export function startMore(link: Link): More {
  const { lang } = link.welcome()!
  const t = override(texts[spoken(lang)]!, lang, link)
  let heard: ((f: FromServer) => void) | undefined // who waits for the server's word
  let over = '' // what foot is about
  addStyle(link.root, css)

  /** One field and its button, in place of what was there. */
  const ask = (into: HTMLElement, label: string, kind: Record<string, string>, done: (value: string) => void, note = ''): void => {
    const id = newID()
    const field = h('input', { id, required: '', 'data-testid': 'zagaj-asked', ...kind })
    const go = button('primary', 'ask', () => {}, t.ok)
    go.type = 'submit'
    if (note) field.value = into.querySelector('input')?.value ?? '' // to be corrected, not typed anew
    into.replaceChildren(h('form', { class: 'chips ask', submit: (e) => { e.preventDefault(); done(field.value) } },
      h('label', { for: id }, label), field, go, h('p', { role: 'status', class: 'bad' }, note)))
    field.focus({ preventScroll: true })
  }
  const email = { type: 'email', autocomplete: 'email' }
  const say = (into: HTMLElement, text: string, ...more: Node[]): void => into.replaceChildren(h('p', { role: 'status' }, text), ...more)
  const why = (e: ErrorFrame): string => (e.code === 'too_many' ? t.tooMany : t.wrong)

  const copy = (box: HTMLElement, conversation: string): void => {
    const address = (note?: string): void => ask(box, t.address, email, (to) => {
      heard = (f) => { if (f.t === 'error') address(why(f)); else if (f.t === 'transcript' && f.state === 'code') code() }
      link.send({ t: 'transcript', conversation, email: to })
    }, note)
    const code = (note?: string): void => ask(box, t.code, { inputmode: 'numeric', autocomplete: 'one-time-code', pattern: '[0-9]{6}' }, (digits) => {
      heard = (f) => { if (f.t === 'error') code(why(f)); else if (f.t === 'transcript' && f.state === 'sent') say(box, t.mailed) }
      link.send({ t: 'code', conversation, code: digits })
    }, note)
    box.replaceChildren(button('quiet', 'copy', () => address(), t.copy))
  }

  const promised = (line: HTMLElement, promise: string, at: number): void => {
    line.classList.add('promise')
    const { letters, promises = [] } = link.welcome()!
    const owed = promises.find((p) => p.promise === promise)
    if (!owed && at < performance.timeOrigin) return // kept, or given up
    if (link.set.push !== undefined) {
      link.part(TELL_FILE).then((m) => (m as { startTell: StartTell }).startTell(link, line, promise, !!owed?.push, (f) => { heard = f })).catch(() => {})
    }
    if (!letters) return
    const box = h('div')
    const kept = (on: boolean): void => {
      if (on) say(box, t.will, button('quiet', 'forget', () => tell(), t.forget))
      else box.replaceChildren(button('quiet', 'reach', () => address(), t.also))
    }
    const tell = (to?: string): void => {
      heard = (f) => { if (f.t === 'error') address(why(f)); else if (f.t === 'reach' && f.promise === promise) kept(f.on) }
      link.send({ t: 'reach', promise, ...(to && { email: to }) })
    }
    const address = (note?: string): void => ask(box, t.address, email, tell, note)
    kept(!!owed?.reach)
    line.append(box)
  }

  return {
    frame(f) { heard?.(f) },
    struck(line, words, on, turn) {
      const id = 'deletions-toggle'
      if (line.querySelector(`[data-testid=zagaj-${id}]`)) return
      line.append(h('div', {}, `${on ? t.struck : t.unstruck} · `, button('link', id, () => turn(!on), on ? words.off : words.on)))
    },
    dark() {
      const night = matchMedia('(prefers-color-scheme: dark)')
      const look = safe(() => { link.host.classList.toggle('dark', link.set.theme === 'dark' || night.matches) })
      night.addEventListener('change', look)
      look()
    },
    ended(foot, conversation) {
      if (over === conversation) return
      over = conversation
      const asks = h('p', { id: 'rate', role: 'status' }, t.rate)
      const stars = Array.from({ length: MOST }, (_, i) => button('bare star', 'star', () => {
        if (!link.send({ t: 'rate', conversation, rating: i + 1 })) return
        link.store.set('over', conversation) // no later page asks again
        stars.forEach((star, k) => { star.ariaPressed = `${k === i}`; star.firstChild!.textContent = k > i ? '☆' : '★' })
        asks.textContent = t.thanks
      }, '☆', fill(t.stars, { n: `${i + 1}` })))
      const box = h('div')
      if (link.welcome()!.letters) copy(box, conversation)
      foot.querySelector('.after')?.remove()
      foot.insertBefore(h('div', { class: 'after' }, asks, h('div', { role: 'group', 'aria-labelledby': 'rate' }, ...stars), box), foot.lastChild)
    },
    camera(panel) {
      const form = panel.querySelector('form')
      if (!form || form.querySelector('[data-testid=zagaj-photo]')) return
      const state = h('p', { role: 'status', class: 'peek' })
      form.before(state)
      form.prepend(button('bare', 'photo', () => pickPhoto(link, t, state), icon('M4 8h3l2-3h6l2 3h3v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z'), t.photo))
    },
    menu(menu, panel, last) {
      const shut = (): void => panel.querySelector<HTMLElement>(OPENER)!.click()
      if (menu.childElementCount < 2) { // the first time
        const leave = (e: Event): void => { if (!menu.hidden && !(e.composedPath()[0] as Element).closest?.('.menu,' + OPENER)) shut() }
        // A focus that moves within the widget is told of in there only.
        for (const at of [window, link.root]) for (const type of ['pointerdown', 'focusin']) at.addEventListener(type, leave)
      }
      const item = (id: string, text: string, act: () => void): HTMLElement => {
        const there = menu.querySelector<HTMLElement>(`[data-testid=zagaj-${id}]`)
        if (there) return there
        const made = button('item', id, () => { shut(); act() }, text)
        menu.append(made)
        return made
      }
      // Sooner the server would say that somebody is here and has had no time to answer.
      item('call', t.call, () => link.send({ t: 'call' })).hidden = last?.role !== 'visitor' || Date.now() - last.sent_at < CALL_MS
      const order = item('order', t.order, () => {
        link.part(ORDER_FILE).then((m) => (m as { startOrder: StartOrder }).startOrder(link, panel, (f) => { heard = f })).catch(() => {})
      })
      if (!menu.contains(link.root.activeElement)) order.focus()
    },
    special(line, m) {
      if (m.kind === 'photo') void showPhoto(link, line, m)
      else if (m.kind === 'photo_ask') {
        const state = h('p', { role: 'status', class: 'under' })
        line.append(button('chip', 'photo', () => pickPhoto(link, t, state), t.photo), state)
      } else promised(line, m.id.replace('promise:', ''), m.sent_at)
    },
  }
}
