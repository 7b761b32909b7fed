type Child = Node | string | undefined

/** An element with attributes; a function is a listener for the event named by its key. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string | boolean | ((e: Event) => void)> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag)
  for (const [key, value] of Object.entries(attrs)) {
    if (typeof value === 'function') el.addEventListener(key, (e) => { try { value(e) } catch { /* never the page's fault */ } })
    else if (value !== false) el.setAttribute(key, value === true ? '' : value)
  }
  el.append(...children.filter((c) => c !== undefined))
  return el
}

export function icon(path: string): SVGElement {
  const ns = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(ns, 'svg')
  for (const [k, v] of Object.entries({ viewBox: '0 0 24 24', width: '24', height: '24', 'aria-hidden': 'true' })) svg.setAttribute(k, v)
  const p = document.createElementNS(ns, 'path')
  for (const [k, v] of Object.entries({ d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })) p.setAttribute(k, v)
  svg.append(p)
  return svg
}
