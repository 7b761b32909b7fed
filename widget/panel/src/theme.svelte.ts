export type ThemeName = 'system' | 'light' | 'dark'
const KEY = 'zagaj.theme'

/** The panel's theme: the system's until the person has chosen on this device. */
class Theme {
  name = $state<ThemeName>('system')

  constructor() {
    const kept = localStorage.getItem(KEY)
    if (kept === 'light' || kept === 'dark') this.choose(kept)
  }

  /** What is in sight now, whoever chose it. */
  get isDark(): boolean { return this.name === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : this.name === 'dark' }

  choose(name: ThemeName): void {
    this.name = name
    if (name === 'system') {
      delete document.documentElement.dataset['theme']
      localStorage.removeItem(KEY)
    } else {
      document.documentElement.dataset['theme'] = name
      localStorage.setItem(KEY, name)
    }
  }
}

export const theme = new Theme()
