import { flushSync, mount, unmount, type Component } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import SetLook from '../look/SetLook.svelte'
import SetTexts from '../look/SetTexts.svelte'
import { route } from '../route.svelte'
import Shifts from '../schedule/Shifts.svelte'
import { words } from '../words.svelte'
import Questions from './Questions.svelte'
import SetAnswers from './SetAnswers.svelte'

const ANSWERS: Record<string, object> = {
  questions: { questions: [{ id: 'q', text: { pl: 'Kiedy dojdzie?' }, pages: [] }], counts: [] }, look: { accent: '#17604a' },
  people: { people: [{ id: 'me', name: 'Anna', role: 'owner', disabled_at: 0 }] }, shifts: { shifts: {} },
}
const desk = { me: { id: 'me', name: 'Anna' }, canTalk: true, isListed: true, answers: [], shop: { language: 'pl', name: 'Halny', peek: 'draft' } }

let shown: object
beforeEach(() => {
  words.choose('pl')
  history.replaceState(null, '', '/panel/settings/here')
  dispatchEvent(new PopStateEvent('popstate'))
  vi.stubGlobal('fetch', async (to: string) => Response.json(ANSWERS[to.split('/').at(-1)!]))
})
afterEach(() => { void unmount(shown); document.body.replaceChildren(); vi.unstubAllGlobals() })

const write = (where: string, text: string): void => {
  const field = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(where)!
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
const paint = (): void => { document.querySelector('[role=grid]')!.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true })) }

it.each([
  ['suggested questions', Questions, '[data-testid=question]', () => write('input[lang=pl]', 'Kiedy przyjdzie?')],
  ['the chat’s words', SetTexts, '[data-testid=text-write]', () => write('[data-testid=text-write]', 'Zapytaj')],
  ['the chat’s look', SetLook, '[data-testid=accent]', () => write('[data-testid=accent]', '#aa0000')],
  ['a ready answer', SetAnswers, '[data-testid=answer-text]', () => write('[data-testid=answer-text]', 'Jutro u Ciebie.')],
  ['shifts', Shifts, '[role=grid]', paint],
] as const)('%s that were changed are left only by who agrees to lose them', async (_, part, sign, change) => {
  shown = mount(part as unknown as Component<object>, { target: document.body, props: { desk, canManage: true, rest: [], open: ['* 9-16 * * 1-5'] } })
  flushSync()
  document.querySelector<HTMLElement>('[data-testid=shifts-show]')?.click()
  await vi.waitFor(() => { flushSync(); expect(document.querySelector(sign)).not.toBeNull() })
  route.go('/panel/history')
  expect(route.wanted).toBeUndefined()
  route.go('/panel/settings/here')
  change()
  flushSync()
  route.go('/panel/history')
  expect([route.path, route.wanted]).toEqual(['/panel/settings/here', expect.any(Function)])
  route.stay()
})
