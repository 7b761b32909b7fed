import { expect, it } from 'vitest'
import { mask } from './mask'

it.each([
  ['karta 4111 1111 1111 1111 dziękuję', 'karta ••• dziękuję'],
  ['5555-5555-5555-4444', '•••'],
  ['378282246310005', '•••'],
  ['PESEL 44051401359', 'PESEL •••'],
  ['02070803628', '•••'],
  ['konto PL61 1090 1014 0000 0712 1981 2874', 'konto •••'],
  ['61 1090 1014 0000 0712 1981 2874', '•••'],
  ['iban de89370400440532013000', 'iban •••'],
  ['hasło: tajne123 i tyle', 'hasło: ••• i tyle'],
  ['Password=abc', 'Password=•••'],
  ['CVV 123', 'CVV •••'],
])('hides %s', (text, shown) => { expect(mask(text)).toBe(shown) })

it.each([
  'zamówienie 100123456', 'EAN 5901234123457', 'telefon 600 700 800', '4111 1111 1111 1112', '44051401358', '99133112345',
  'PL61 1090 1014 0000 0712 1981 2875', 'hasłowo', 'rozmiar 42, 43 albo 44', '',
])('leaves %s', (text) => { expect(mask(text)).toBe(text) })
