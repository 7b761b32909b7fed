type Child = Node | string

/** An element with attributes; a function is a listener for the event named by its key, undefined leaves the attribute out. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string | undefined | ((e: Event) => void)> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag)
  for (const [key, value] of Object.entries(attrs)) {
    if (typeof value === 'function') el.addEventListener(key, (e) => { try { value(e) } catch { /* never the page's fault */ } })
    else if (value !== undefined) el.setAttribute(key, value)
  }
  el.append(...children)
  return el
}

/** A button by its looks, its name in tests and what a tap does; an icon has a label to be called by. */
export const button = (looks: string, id: string, click: (e: Event) => void, content: Child, label?: string): HTMLButtonElement =>
  h('button', { class: looks, type: 'button', 'data-testid': `zagaj-${id}`, 'aria-label': label, title: label, click }, content)

/** A drawing in one line, whose looks stand in chat.css. */
export function icon(path: string): SVGElement {
  const make = (name: string, key: string, value: string): SVGElement => {
    const el = document.createElementNS('http://www.w3.org/2000/svg', name)
    el.setAttribute(key, value)
    return el
  }
  const svg = make('svg', 'viewBox', '0 0 24 24')
  svg.ariaHidden = 'true'
  svg.append(make('path', 'd', path))
  return svg
}
