import type { OrderStatus } from '../wire/frames'
import { newID } from '../wire/text'
import { button, h, icon } from './dom'
import type { FromServer, Link } from './link'
import css from './order.css?inline'
import { addStyle } from './style'
import { fill, override, spoken } from './texts'

type Words = Record<OrderStatus | 'number' | 'proof' | 'look' | 'shut' | 'none' | 'tooMany' | 'found', string>

const en: Words = {
  number: 'Order number', proof: 'Postal code, or the last 4 digits of the phone', look: 'Check', shut: 'Close',
  none: 'We found no order by these two. Please check both.', tooMany: 'That was too often. Please try again later.', found: 'Order {number} of {at}: {status}',
  placed: 'placed', paid: 'paid', shipped: 'on its way', done: 'done', cancelled: 'cancelled', refunded: 'refunded',
}
export const texts: Record<string, Words> = {
  en,
  pl: {
    number: 'Numer zamówienia', proof: 'Kod pocztowy albo 4 ostatnie cyfry telefonu', look: 'Sprawdź', shut: 'Zamknij',
    none: 'Nie ma takiego zamówienia. Sprawdź oba pola.', tooMany: 'Za dużo prób. Spróbuj później.', found: 'Zamówienie {number} z {at}: {status}',
    placed: 'złożone', paid: 'opłacone', shipped: 'w drodze', done: 'zrealizowane', cancelled: 'anulowane', refunded: 'pieniądze zwrócone',
  },
  de: {
    number: 'Bestellnummer', proof: 'Postleitzahl oder die letzten 4 Ziffern der Telefonnummer', look: 'Nachsehen', shut: 'Schließen',
    none: 'Dazu gibt es keine Bestellung. Bitte beides prüfen.', tooMany: 'Zu viele Versuche. Bitte später noch einmal.', found: 'Bestellung {number} vom {at}: {status}',
    placed: 'eingegangen', paid: 'bezahlt', shipped: 'unterwegs', done: 'abgeschlossen', cancelled: 'storniert', refunded: 'erstattet',
  },
  cs: {
    number: 'Číslo objednávky', proof: 'PSČ nebo poslední 4 číslice telefonu', look: 'Zjistit', shut: 'Zavřít',
    none: 'Takovou objednávku jsme nenašli. Zkontrolujte oba údaje.', tooMany: 'Příliš mnoho pokusů. Zkuste to později.', found: 'Objednávka {number} z {at}: {status}',
    placed: 'přijatá', paid: 'zaplacená', shipped: 'na cestě', done: 'vyřízená', cancelled: 'zrušená', refunded: 'peníze vráceny',
  },
  sk: {
    number: 'Číslo objednávky', proof: 'PSČ alebo posledné 4 číslice telefónu', look: 'Zistiť', shut: 'Zavrieť',
    none: 'Takú objednávku sme nenašli. Skontrolujte oba údaje.', tooMany: 'Priveľa pokusov. Skúste to neskôr.', found: 'Objednávka {number} z {at}: {status}',
    placed: 'prijatá', paid: 'zaplatená', shipped: 'na ceste', done: 'vybavená', cancelled: 'zrušená', refunded: 'peniaze vrátené',
  },
  uk: {
    number: 'Номер замовлення', proof: 'Поштовий індекс або 4 останні цифри телефону', look: 'Перевірити', shut: 'Закрити',
    none: 'Такого замовлення не знайдено. Перевірте обидва поля.', tooMany: 'Забагато спроб. Спробуйте пізніше.', found: 'Замовлення {number} від {at}: {status}',
    placed: 'прийнято', paid: 'оплачено', shipped: 'у дорозі', done: 'виконано', cancelled: 'скасовано', refunded: 'кошти повернено',
  },
}

const TAIL = 4
/** Nobody's postal code has so many digits. */
const PHONE = 9

let styled = false

/** What the visitor gives as proof may be either; the server takes whichever fits. */
function proof(text: string): { postcode?: string; phone?: string } {
  const digits = text.replace(/\D/g, '').length
  return { ...(digits < PHONE && { postcode: text }), ...((digits === TAIL || digits >= PHONE) && { phone: text }) }
}

/** Lets the visitor ask for an order's status: nothing of it becomes a message, and nothing is kept. */
export function startOrder(link: Link, panel: HTMLElement, take: (heard: (f: FromServer) => void) => void): void {
  const form = panel.querySelector('form.compose')
  if (!form || panel.querySelector('.order')) return
  if (!styled) addStyle(link.root, css)
  styled = true
  const { lang } = link.welcome()!
  const t = override(texts[spoken(lang)]!, lang, link)
  const said = h('p', { role: 'status' })
  const field = (label: string, attrs: Record<string, string>): [HTMLElement, HTMLInputElement] => {
    const id = newID()
    const input = h('input', { id, required: '', autocomplete: 'off', ...attrs })
    return [h('label', { for: id }, label), input]
  }
  const [numberLabel, number] = field(t.number, { maxlength: '40', 'data-testid': 'zagaj-order-number' })
  const [proofLabel, code] = field(t.proof, { maxlength: '16', 'data-testid': 'zagaj-order-proof' })
  const leave = (): void => { box.remove(); panel.querySelector('textarea')?.focus({ preventScroll: true }) }
  const look = button('primary', 'order-look', () => {}, t.look)
  look.type = 'submit'
  const box = h('form', { class: 'order chips ask', 'data-testid': 'zagaj-order-box', submit: (e) => {
    e.preventDefault()
    const id = newID()
    said.textContent = '…'
    take((f) => {
      if (f.t === 'error' && (f.id ?? id) === id) said.textContent = f.code === 'too_many' ? t.tooMany : t.none
      if (f.t !== 'order' || f.id !== id) return
      const at = new Date(f.placed_at ?? 0).toLocaleDateString(lang, { dateStyle: 'long' })
      said.textContent = f.found && f.status ? fill(t.found, { number: f.number ?? number.value, at, status: t[f.status] }) : t.none
    })
    if (!link.send({ t: 'order', id, number: number.value.trim(), ...proof(code.value.trim()) })) said.textContent = t.none
  }, keydown: (e) => { if ((e as KeyboardEvent).key === 'Escape') { e.stopPropagation(); leave() } } },
    button('bare', 'order-close', leave, icon('M6 6l12 12M18 6L6 18'), t.shut), numberLabel, number, proofLabel, code, look, said)
  form.before(box)
  number.focus({ preventScroll: true })
}
