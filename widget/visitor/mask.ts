// Hides card numbers, PESEL, account numbers and passwords from a draft before it leaves the browser. The same rules
// stand on the server (api/live/mask.go) as the second lock.

const DIGITS = /\d(?:[ -]?\d){6,}/g
const IBAN_HEAD = /\b[A-Z]{2}\d{2}/gi
const IBAN_REST = /^(?: ?[A-Z0-9]){15,34}/i
const SECRET = /((?:hasło|haslo|password|cvv|cvc)[\t\n\f\r ]*[:=]?[\t\n\f\r ]+|(?:hasło|haslo|password|cvv|cvc)[:=])([^\t\n\f\r ]+)/gi

const MASKED = '•••'
// The shortest and the longest number of digits that is hidden: PESEL, and a Polish account without its country.
const PESEL_DIGITS = 11
const NRB_DIGITS = 26

export function mask(text: string): string {
  const once = hideIBANs(text.replace(SECRET, `$1${MASKED}`)).replace(DIGITS, hideDigits)
  return once === text ? text : mask(once) // where a number stood, the next one begins
}

/** Looks at every stretch of whole groups, the longest first: people write the next number right behind, as in
 *  "4111 1111 1111 1111 123". */
function hideDigits(run: string): string {
  for (let from = 0; from < run.length; from++) {
    if (!isDigit(run[from]) || isDigit(run[from - 1])) continue
    const n = hiddenFrom(run.slice(from))
    if (n > 0) return run.slice(0, from) + MASKED + hideDigits(run.slice(from + n))
  }
  return run
}

/** The length of the longest number at the start of run that must not be seen, 0 when there is none. */
function hiddenFrom(run: string): number {
  let found = 0
  let digits = ''
  for (let i = 0; i < run.length && digits.length < NRB_DIGITS; i++) {
    if (!isDigit(run[i])) continue
    digits += run[i]
    if (!isDigit(run[i + 1]) && digits.length >= PESEL_DIGITS && isHidden(digits)) found = i + 1
  }
  return found
}

const isHidden = (d: string): boolean => isCard(d) || isPESEL(d) || (d.length === NRB_DIGITS && isIBAN(`PL${d}`))
const isDigit = (c = ''): boolean => /\d/.test(c)

/** Tries where each word ends, because words that follow an account number look like more of it. */
function hideIBANs(text: string): string {
  let out = ''
  let done = 0
  for (const { index } of text.matchAll(IBAN_HEAD)) {
    if (index < done) continue
    let candidate = IBAN_REST.exec(text.slice(index))?.[0] ?? ''
    if (/^[A-Z0-9]/i.test(text.slice(index + candidate.length))) candidate = candidate.slice(0, candidate.lastIndexOf(' ') + 1) // it ends inside a word
    for (candidate = candidate.trimEnd(); candidate !== '' && !isIBAN(candidate);) candidate = candidate.replace(/ ?[^ ]*$/, '')
    if (candidate === '') continue
    out += text.slice(done, index) + MASKED
    done = index + candidate.length
  }
  return out + text.slice(done)
}

/** 15, 16 or 19 digits, an issuer's first digit, Luhn (ISO/IEC 7812-1). A run of 13 digits is an EAN, never a card. */
function isCard(d: string): boolean {
  if (![15, 16, 19].includes(d.length) || !/^[2-6]/.test(d)) return false
  let sum = 0
  for (let i = 0; i < d.length; i++) {
    let n = Number(d[d.length - 1 - i])
    if (i % 2 === 1 && (n *= 2) > 9) n -= 9
    sum += n
  }
  return sum % 10 === 0
}

/** The Polish personal number: weights 1 3 7 9 and a date with the century in the month. */
function isPESEL(d: string): boolean {
  if (d.length !== 11) return false
  const sum = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1].reduce((t, w, i) => t + w * Number(d[i]), 0)
  if (sum % 10 !== 0) return false
  const coded = Number(d.slice(2, 4))
  const year = [1900, 2000, 2100, 2200, 1800][Math.floor(coded / 20)]! + Number(d.slice(0, 2))
  const month = coded % 20
  const day = Number(d.slice(4, 6))
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** ISO 13616: the country and check digits go last, letters count from 10, remainder 1 by 97. */
function isIBAN(text: string): boolean {
  const s = text.replace(/ /g, '').toUpperCase()
  if (s.length < 15 || s.length > 34 || /[^0-9A-Z]/.test(s)) return false
  let rest = 0
  for (const c of s.slice(4) + s.slice(0, 4)) {
    const n = parseInt(c, 36)
    rest = (rest * (n > 9 ? 100 : 10) + n) % 97
  }
  return rest === 1
}
