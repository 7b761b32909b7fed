import { describe, expect, it } from 'vitest'

import { SECTIONS } from './sections'

describe('the settings', () => {
  it('give each section an icon of its own', () => {
    expect(new Set(SECTIONS.map((s) => s.icon)).size).toBe(SECTIONS.length)
  })
})
