// Hides card numbers, PESEL, account numbers and passwords from a draft before it leaves the browser. The same rules
// stand on the server (api/live/mask.go) as the second lock.

const DIGITS = /\d(?:[ -]?\d){6,}/g
/** From each place where an account number may begin, what may be one, to the end of a word. */
const IBAN = /\b(?=([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])))/gi
// What a secret is called in the widget's languages, and how people go on: "hasło: x", "hasło to x", "password is x".
const SECRET = /((?:hasło|haslo|password|passwort|kennwort|heslo|пароль|cvv|cvc)(?:[\t-\r ]+(?:to|jest|brzmi|is|ist|lautet|je|це))?(?:[\t-\r ]*[:=]?[\t-\r ]+|[:=]))[^\t-\r ]+/gi
// "hasło do konta to Kot123": of the few words that follow, the first in which letters and digits touch is taken to be it.
const SECRET_LATER = /((?:hasł|hasl|password|passwort|kennwort|hesl|парол)[^\t-\r ,;.!?]*(?:[\t-\r ]+[^\t-\r ]+){0,4}?[\t-\r ]+)[^\t-\r ]*(?:\d\p{L}|\p{L}\d)[^\t-\r ]*/giu

/** What stands for what is hidden. */
export const MASKED = '•••'
/** A Polish account without its country. */
const NRB_DIGITS = 26

export function mask(text: string): string {
  // Numbers first: a word of one that is hidden as a password would leave the rest to be seen.
  const once = hideIBANs(text).replace(DIGITS, hideDigits).replace(SECRET, `$1${MASKED}`).replace(SECRET_LATER, `$1${MASKED}`)
  return once === text ? text : mask(once) // where a number stood, the next one begins
}

/** mask for words that are still being typed: seven or more digits that touch the place of the last change are hidden until
 *  something else follows, or a card would leave the browser digit by digit. */
export function maskAt(text: string, edit: number): string {
  for (const { 0: run, index } of text.matchAll(DIGITS)) {
    const end = index + run.length
    if (index <= edit && !/[^ -]/.test(text.slice(end, edit))) return mask(text.slice(0, index)) + MASKED + mask(text.slice(end))
  }
  return mask(text)
}

/** Looks at every stretch of whole groups, the longest first: people write the next number right behind, as in
 *  "4111 1111 1111 1111 123". */
function hideDigits(run: string): string {
  const parts = run.split(/([ -])/) // groups of digits, and what stands between them
  for (let from = 0; from < parts.length; from += 2) {
    let digits = ''
    let found = 0
    for (let i = from; i < parts.length && digits.length < NRB_DIGITS; i += 2) if (isHidden(digits += parts[i])) found = i + 1
    if (found) return parts.slice(0, from).join('') + MASKED + (parts[found] ?? '') + hideDigits(parts.slice(found + 1).join(''))
  }
  return run
}

const isHidden = (d: string): boolean => isCard(d) || isPESEL(d) || (d.length === NRB_DIGITS && isIBAN(`PL${d}`))

/** Tries where each word ends, because words that follow an account number look like more of it. */
function hideIBANs(text: string): string {
  for (const { 1: longest, index } of text.matchAll(IBAN)) {
    for (let it = longest!; it; it = it.replace(/ ?[^ ]*$/, '')) if (isIBAN(it)) return text.slice(0, index) + MASKED + hideIBANs(text.slice(index + it.length))
  }
  return text
}

/** 15, 16 or 19 digits, an issuer's first digit, Luhn (ISO/IEC 7812-1). A run of 13 digits is an EAN, never a card. */
function isCard(d: string): boolean {
  let sum = 0
  for (let i = 0; i < d.length; i++) {
    const n = Number(d.at(-1 - i)) * (1 + i % 2)
    sum += n > 9 ? n - 9 : n
  }
  return [15, 16, 19].includes(d.length) && /^[2-6]/.test(d) && sum % 10 === 0
}

/** The Polish personal number: eleven digits, weights 1 3 7 9 and a date with the century in the month. */
function isPESEL(d: string): boolean {
  let sum = 0
  for (let i = 0; i < 11; i++) sum += Number('13791379131'[i]) * Number(d[i])
  const coded = Number(d.slice(2, 4))
  const month = coded % 20 - 1
  const year = [1900, 2000, 2100, 2200, 1800][(coded - coded % 20) / 20]! + Number(d.slice(0, 2))
  // A day that is not in the month falls into another one.
  return d.length === 11 && sum % 10 === 0 && new Date(Date.UTC(year, month, Number(d.slice(4, 6)))).getUTCMonth() === month
}

/** ISO 13616: the country and check digits go last, letters count from 10, remainder 1 by 97. */
function isIBAN(text: string): boolean {
  const s = text.replace(/ /g, '')
  return s.length > 14 && BigInt([...s.slice(4), ...s.slice(0, 4)].map((c) => parseInt(c, 36)).join('')) % 97n === 1n
}
