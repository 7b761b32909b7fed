import { expect, test } from 'vitest'

import { readableOn } from './theme'

const linear = (byte: number): number => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4)

test('every colour a merchant may choose gets writing with a contrast of 4.5 or more', () => {
  let worst = 21
  for (let r = 0; r < 256; r += 5) {
    for (let g = 0; g < 256; g += 3) {
      for (let b = 0; b < 256; b += 5) {
        const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        const on = readableOn(`#${[r, g, b].map((x) => x.toString(16).padStart(2, '0')).join('')}`)
        worst = Math.min(worst, on === '#fff' ? 1.05 / (light + 0.05) : (light + 0.05) / 0.05)
      }
    }
  }
  expect(worst).toBeGreaterThanOrEqual(4.5)
})
