/** Closes an open details element when the hand or the focus goes elsewhere, or by Escape. */
export function outside(menu: HTMLDetailsElement): { destroy(): void } {
  const close = (e: Event): void => {
    const to = e instanceof FocusEvent ? e.relatedTarget : e.target
    if (menu.open && to instanceof Node && !menu.contains(to)) menu.open = false
  }
  const escape = (e: KeyboardEvent): void => {
    if (e.key !== 'Escape' || !menu.open) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  }
  document.addEventListener('pointerdown', close)
  menu.addEventListener('focusout', close)
  menu.addEventListener('keydown', escape)
  return { destroy: () => document.removeEventListener('pointerdown', close) }
}
