import { expect, test } from 'vitest'

import { qrOf } from './qr'

const URI = 'otpauth://totp/Zagaj:anna@sklep.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Zagaj&algorithm=SHA1&digits=6&period=30'

test('a code has its three corners, an empty border of four and nothing outside of its square', () => {
  const { side, path } = qrOf(URI)
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
  expect(path.replace(/M\d+ \d+h1v1h-1z/g, '')).toBe('')
  for (const at of dark) for (const n of at.split(' ').map(Number)) expect(n >= 4 && n < side - 4).toBe(true)
  const corner = (left: number, top: number): boolean => Array.from({ length: 7 }, (_, i) => i).every((i) => [`${left + i} ${top}`, `${left + i} ${top + 6}`, `${left} ${top + i}`, `${left + 6} ${top + i}`].every((at) => dark.has(at)))
  expect([corner(4, 4), corner(side - 11, 4), corner(4, side - 11), corner(side - 11, side - 11)]).toEqual([true, true, true, false])
  expect(dark.has(`${4 + 8} ${side - 4 - 8}`)).toBe(true) // the one module that is dark in every code: turned over, it would stand elsewhere
  expect(qrOf(`${URI}0`).path).not.toBe(path)
})
