/** Adds rules to a shadow root without a style attribute or element, which a shop's policy may forbid. */
export function addStyle(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets.push(sheet)
}
