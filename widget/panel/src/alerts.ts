let audio: AudioContext | undefined

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

/** Two short soft tones; the second one higher for somebody new. */
export function chime(isNew: boolean): void {
  if (!audio) return
  void audio.resume()
  rest()
  const notes = isNew ? [523, 784] : [659, 587]
  notes.forEach((hz, i) => {
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
}

export const canAskToNotify = (): boolean => 'Notification' in window && Notification.permission === 'default'

export async function askToNotify(): Promise<void> { await Notification.requestPermission() }

/** A system notification, only while the panel is out of sight; what the visitor wrote stays out of it. */
export function notify(title: string, body: string, tag: string, onClick: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || document.visibilityState === 'visible') return
  try {
    const n = new Notification(title, { body, tag, icon: '/panel/favicon.svg' })
    n.onclick = () => { window.focus(); onClick(); n.close() }
  } catch { /* phones allow notifications from a service worker only */ }
}
