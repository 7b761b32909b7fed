import type { Component } from 'svelte'
import type { Desk } from './desk.svelte'
import type { IconName } from './Icon.svelte'
import type { ScreenName } from './route.svelte'

type Screen = Component<{ desk: Desk }>

export interface Entry {
  name: Exclude<ScreenName, 'setup' | 'invitation' | 'reset'>
  path: string
  icon: IconName
  /** The screen's own chunk; the desk is in the first one. */
  load?: () => Promise<{ default: Screen }>
  /** Reached from elsewhere, not from the navigation. */
  isHidden?: boolean
}

/** The navigation, in its order. A screen of one's own: a name in route.svelte.ts, a line here, a word in texts.ts. */
export const SCREENS: readonly Entry[] = [
  { name: 'desk', path: '/panel/', icon: 'chat' },
  { name: 'visitors', path: '/panel/visitors', icon: 'people', load: () => import('./visitors/Visitors.svelte') },
  { name: 'history', path: '/panel/history', icon: 'search', load: () => import('./history/History.svelte') },
  { name: 'reports', path: '/panel/reports', icon: 'chart', load: () => import('./reports/Reports.svelte') },
  { name: 'settings', path: '/panel/settings', icon: 'gear', load: () => import('./settings/Settings.svelte') },
  { name: 'welcome', path: '/panel/welcome', icon: 'flag', load: () => import('./welcome/Welcome.svelte'), isHidden: true },
]

const loaded = new Map<string, Promise<{ default: Screen }>>()

/** Fetches a screen's chunk once. A fetch that failed is tried again the next time. */
export function loadScreen(e: Entry): Promise<{ default: Screen }> {
  let p = loaded.get(e.name)
  if (!p) {
    p = e.load!()
    p.catch(() => loaded.delete(e.name))
    loaded.set(e.name, p)
  }
  return p
}
