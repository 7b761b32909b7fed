import { encode } from 'uqr'

/** The empty border that readers need, in modules. */
const BORDER = 4

/** A text as a QR code of SVG: the side of its square in modules, and a path over the dark ones. Fails on what is longer than such a code holds, 2 KB. */
export function qrOf(text: string): { side: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: BORDER })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { side: size, path }
}
