import { expect, test } from 'vitest'

import { whole, within } from './crop'

test('the frame stays inside the picture, however it is dragged or zoomed', () => {
  const [w, h] = [300, 200]
  expect(whole(w, h)).toEqual({ x: 150, y: 100, side: 200 })
  for (let i = 0; i < 500; i++) {
    const c = within({ x: (i * 37) % 700 - 200, y: (i * 53) % 500 - 150, side: (i * 29) % 600 }, w, h)
    expect(c.x - c.side / 2).toBeGreaterThanOrEqual(0)
    expect(c.y - c.side / 2).toBeGreaterThanOrEqual(0)
    expect(c.x + c.side / 2).toBeLessThanOrEqual(w)
    expect(c.y + c.side / 2).toBeLessThanOrEqual(h)
  }
})
