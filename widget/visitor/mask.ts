// Hides card numbers, PESEL, account numbers and passwords from a draft before it leaves the browser. The same rules
// stand on the server (api/live/mask.go) as the second lock.

const DIGITS = /\d(?:[ -]?\d){6,33}/g
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gi
const SECRET = /((?:hasło|haslo|password|cvv|cvc)[\t\n\f\r ]*[:=]?[\t\n\f\r ]+|(?:hasło|haslo|password|cvv|cvc)[:=])([^\t\n\f\r ]+)/gi

const MASKED = '•••'

export function mask(text: string): string {
  return text
    .replace(SECRET, `$1${MASKED}`)
    .replace(IBAN, (s) => (isIBAN(s) ? MASKED : s))
    .replace(DIGITS, (s) => {
      const d = s.replace(/[ -]/g, '')
      return isCard(d) || isPESEL(d) || (d.length === 26 && isIBAN(`PL${d}`)) ? MASKED : s
    })
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
