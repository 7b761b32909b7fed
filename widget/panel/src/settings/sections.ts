import type { Component } from 'svelte'
import type { Desk } from '../desk.svelte'
import type { IconName } from '../Icon.svelte'
import { en, pl } from './texts'

export interface SectionProps { desk: Desk; canManage: boolean; /** What follows the section's name in the address. */ rest: readonly string[] }

export interface Section {
  id: keyof typeof pl.sections
  group: keyof typeof pl.groups
  icon: IconName
  load: () => Promise<{ default: Component<SectionProps> }>
}

/** The settings in their order. A section of one's own: a line here, and a name in both languages in texts.ts. */
export const SECTIONS: readonly Section[] = [
  { id: 'rules', group: 'offers', icon: 'spark', load: () => import('../rules/Rules.svelte') },
  { id: 'experiments', group: 'offers', icon: 'flask', load: () => import('../rules/Experiments.svelte') },
  { id: 'calm', group: 'offers', icon: 'moon', load: () => import('../rules/Calm.svelte') },
  { id: 'schedule', group: 'work', icon: 'clock', load: () => import('../schedule/Schedule.svelte') },
  { id: 'chat', group: 'work', icon: 'chat', load: () => import('./Chat.svelte') },
  { id: 'answers', group: 'work', icon: 'reply', load: () => import('./SetAnswers.svelte') },
  { id: 'questions', group: 'work', icon: 'question', load: () => import('./Questions.svelte') },
  { id: 'peek', group: 'work', icon: 'eye', load: () => import('./SetPeek.svelte') },
  { id: 'push', group: 'work', icon: 'bell', load: () => import('../SetPush.svelte') },
  { id: 'guide', group: 'shop', icon: 'flag', load: () => import('../welcome/Guide.svelte') },
  { id: 'install', group: 'shop', icon: 'plug', load: () => import('./SetInstall.svelte') },
  { id: 'look', group: 'shop', icon: 'drop', load: () => import('../look/SetLook.svelte') },
  { id: 'texts', group: 'shop', icon: 'page', load: () => import('../look/SetTexts.svelte') },
  { id: 'privacy', group: 'shop', icon: 'shield', load: () => import('./Privacy.svelte') },
  { id: 'letters', group: 'shop', icon: 'letter', load: () => import('./Letters.svelte') },
  { id: 'webhooks', group: 'shop', icon: 'link', load: () => import('../SetWebhooks.svelte') },
  { id: 'keys', group: 'shop', icon: 'key', load: () => import('../SetKeys.svelte') },
  { id: 'team', group: 'people', icon: 'people', load: () => import('./Team.svelte') },
  { id: 'profile', group: 'people', icon: 'person', load: () => import('../look/Profile.svelte') },
  { id: 'account', group: 'people', icon: 'lock', load: () => import('./Account.svelte') },
  { id: 'audit', group: 'people', icon: 'list', load: () => import('./Audit.svelte') },
]

export const nameOf = (id: Section['id'], lang: string): string => (lang === 'pl' ? pl : en).sections[id]
