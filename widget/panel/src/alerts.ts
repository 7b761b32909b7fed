import { keep, recall } from './keep'

const KEY = 'zagaj.sound'
let audio: AudioContext | undefined
let isLoud = recall<boolean>(KEY, true, localStorage)

export const isSoundOn = (): boolean => isLoud

export function setSound(on: boolean): void {
  isLoud = on
  keep(KEY, on, localStorage)
}

/** Browsers let a page make sound only after the person has touched it. */
export function readySound(): void {
  const start = (): void => {
    removeEventListener('pointerdown', start)
    removeEventListener('keydown', start)
    try { audio ??= new AudioContext() } catch { /* no sound on this device */ }
    rest()
  }
  addEventListener('pointerdown', start)
  addEventListener('keydown', start)
}

let quiet: ReturnType<typeof setTimeout> | undefined

/** A running audio context costs battery all day, so it sleeps between two chimes. */
function rest(): void {
  clearTimeout(quiet)
  quiet = setTimeout(() => { void audio?.suspend() }, 1000)
}

const TONES = { new: [523, 784], message: [659, 587], alarm: [784, 784, 988] } as const

/** Short soft tones: rising for somebody new, falling for a message, three for an alarm. True when they could be heard. */
export function chime(kind: keyof typeof TONES): boolean {
  if (!audio || !isLoud) return false
  void audio.resume()
  rest()
  TONES[kind].forEach((hz, i) => {
    const at = audio!.currentTime + i * 0.13
    const tone = audio!.createOscillator()
    const loud = audio!.createGain()
    tone.frequency.value = hz
    loud.gain.setValueAtTime(0, at)
    loud.gain.linearRampToValueAtTime(0.12, at + 0.015)
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.24)
    tone.connect(loud).connect(audio!.destination)
    tone.start(at)
    tone.stop(at + 0.25)
  })
  return true
}

export const canAskToNotify = (): boolean => 'Notification' in window && Notification.permission === 'default'

export async function askToNotify(): Promise<void> { await Notification.requestPermission() }

export const canNotify = (): boolean => 'Notification' in window && Notification.permission === 'granted'

/** A system notification, unless the panel is in sight; what the visitor wrote stays out of it. True when it was shown. */
export function notify(title: string, body: string, tag: string, onClick: () => void, isTest = false): boolean {
  if (!canNotify() || (document.visibilityState === 'visible' && !isTest)) return false
  try {
    const n = new Notification(title, { body, tag, icon: '/panel/favicon.svg' })
    n.onclick = () => { window.focus(); onClick(); n.close() }
    return true
  } catch { return false /* phones allow notifications from a service worker only */ }
}
