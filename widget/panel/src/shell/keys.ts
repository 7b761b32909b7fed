import type { Desk } from '../desk.svelte'
import { pause } from '../state/pause.svelte'
import { press, step, takeNext } from './actions'

const isWriting = (e: Event): boolean => e.target instanceof HTMLElement && (e.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName))

/** What Alt with a letter does; told by the physical key, because Alt makes letters on some keyboards. */
const ALT: Record<string, (desk: Desk) => void> = {
  ArrowDown: (d) => step(d, 1), ArrowUp: (d) => step(d, -1), KeyN: takeNext, KeyE: (d) => press(d, 'close'), KeyP: (d) => press(d, 'promise'),
  KeyA: (d) => { if (d.canTalk) pause.turn(d) },
}

/** The panel's keys. Polish letters are made with the right Alt, which counts as Ctrl and Alt, or as AltGraph: those stay letters. */
export function onKey(e: KeyboardEvent, desk: Desk, openPalette: () => void): void {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.code === 'KeyK') {
    e.preventDefault()
    openPalette()
    return
  }
  const act = e.altKey && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.getModifierState('AltGraph') ? ALT[e.code] : undefined
  if (act) {
    e.preventDefault()
    act(desk)
  } else if (e.key === '/' && !isWriting(e) && !document.querySelector('dialog[open]')) {
    const field = document.querySelector<HTMLTextAreaElement>(`[data-conversation="${CSS.escape(desk.openID)}"] textarea`) ?? document.querySelector<HTMLTextAreaElement>('[data-conversation] textarea')
    if (!field) return
    e.preventDefault()
    field.focus()
    if (field.value === '') desk.written.set(field.closest<HTMLElement>('[data-conversation]')!.dataset['conversation']!, '/')
  }
}
