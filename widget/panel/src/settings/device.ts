/** The browsers and systems people know by name. The order counts: most call themselves Safari, and many Chrome, too. */
const BROWSERS: readonly [RegExp, string][] = [[/\bEdgA?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bSamsungBrowser\//, 'Samsung Internet'], [/\b(Firefox|FxiOS)\//, 'Firefox'], [/\b(Chrome|CriOS)\//, 'Chrome'], [/\bSafari\//, 'Safari']]
const SYSTEMS: readonly [RegExp, string][] = [[/\bAndroid\b/, 'Android'], [/\biPhone\b/, 'iPhone'], [/\biPad\b/, 'iPad'], [/\bMac OS X\b/, 'macOS'], [/\bWindows\b/, 'Windows'], [/\bCrOS\b/, 'ChromeOS'], [/\bLinux\b/, 'Linux']]

/** How people call what a session was begun in, as "Chrome, Android"; what is not known is told as the browser told it. */
export function deviceOf(agent: string): string {
  const names = [BROWSERS, SYSTEMS].map((all) => all.find(([mark]) => mark.test(agent))?.[1]).filter(Boolean)
  return names.join(', ') || agent || '–'
}
