import { call } from '../api'
import type { Shop } from '../../../wire/frames'

export const STEPS = ['language', 'shop', 'platform', 'peek', 'team', 'schedule', 'rule'] as const
export type StepName = (typeof STEPS)[number]

export interface Guide { step: StepName | ''; done: StepName[]; begun_at: number; ended_at: number; demo: boolean; event_at: number; visitors: number; people: number }

export interface ShopWords { name?: string; language?: string; zone?: string; currency?: string; origins?: string[] }

const id = encodeURIComponent
export const guideApi = {
  read: () => call('GET', 'guide'),
  save: (step: StepName | '', done: StepName[], ended: boolean) => call('PUT', 'guide', { step, done, ended }),
  removeDemo: () => call('DELETE', 'demo'),
  saveShop: (shop: Shop, words: ShopWords) => call('PUT', 'shop', { peek: shop.peek, seats: shop.seats, ...words }),
  newSecret: (installation: string) => call('POST', `installations/${id(installation)}/secret`, {}),
}

/** What a step is given: how to go on once its own work is saved. */
export interface StepProps { desk: import('../desk.svelte').Desk; guide: Guide; next: () => Promise<void>; skip: () => void; back: (() => void) | undefined }
