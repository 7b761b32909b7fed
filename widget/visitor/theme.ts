/** Black or white, whichever can be read on the colour: one of the two always has a contrast of 4.5 or more (WCAG 2.2). The square
 *  bracket of sRGB's curve is near enough to a power of 2.2 for that, and the weights to three digits; theme.test.ts tries the colours. */
export function readableOn(hex: string): string {
  const [r, g, b] = hex.match(/\w\w/g)!.map((x) => (parseInt(x, 16) / 255) ** 2.2)
  return 0.213 * r! + 0.715 * g! + 0.072 * b! > 0.181 ? '#000' : '#fff'
}

/** Puts the merchant's colour and place on the host; what is not a colour or a number of pixels is passed over. */
export function paint(host: HTMLElement, { accent, corner, x = '20', y = '20' }: DOMStringMap): void {
  const colour = /^#[0-9a-f]{6}$/i.test(accent!) ? accent! : '#17604a' // ours: white on it has a contrast of 7.5
  // Not an attribute, which a shop's policy may forbid.
  host.style.cssText = `--accent:${colour};--on-accent:${readableOn(colour)};--${corner === 'left' ? 'l' : 'r'}:${x}px;--y:${y}px`
}
