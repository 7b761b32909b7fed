import type { Desk } from '../desk.svelte'
import { markOf } from '../format'
import type { IconName } from '../Icon.svelte'
import { route } from '../route.svelte'
import { SCREENS } from '../screens'
import { theme } from '../theme.svelte'
import { words } from '../words.svelte'

export interface Action { id: string; icon: IconName; text: string; more?: string; keys?: string; run: () => void }

/** Goes to the next or the previous conversation: those who wait, then one's own, then the team's. */
export function step(desk: Desk, by: number): void {
  const list = desk.ordered
  if (list.length === 0) return
  const at = list.findIndex((c) => c.id === desk.openID)
  route.go(`/panel/c/${list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]!.id}`)
}

/** Takes who has waited longest. */
export function takeNext(desk: Desk): void {
  const c = desk.queue[0]
  if (!c || !desk.canTalk) return
  void desk.claim(c.id)
  route.go(`/panel/c/${c.id}`)
}

/** Presses a button of the conversation under the person's hands, as a mouse would. */
export function press(desk: Desk, testid: string): void {
  document.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(desk.openID)}"] [data-testid=${testid}]`)?.click()
}

/** Everything that can be done from the keyboard, with its words. */
export function actionsOf(desk: Desk): Action[] {
  const t = words.t
  const list: Action[] = [...desk.mine, ...desk.queue, ...desk.team].map((c) => ({ id: c.id, icon: 'chat', text: t.list.visitor(markOf(c.visitor)), more: c.preview, run: () => route.go(`/panel/c/${c.id}`) }))
  if (desk.queue.length > 0 && desk.canTalk) list.unshift({ id: 'next', icon: 'chat', text: t.palette.next, keys: 'Alt N', run: () => takeNext(desk) })
  if (desk.openID !== '' && desk.canTalk) {
    list.push({ id: 'end', icon: 'check', text: t.talk.close, keys: 'Alt E', run: () => press(desk, 'close') }, { id: 'promise', icon: 'clock', text: t.promise.open, keys: 'Alt P', run: () => press(desk, 'promise') })
  }
  if (desk.canTalk) list.push({ id: 'available', icon: 'bell', text: desk.available ? t.palette.goAway : t.palette.comeBack, keys: 'Alt A', run: () => desk.setAvailable(!desk.available) })
  for (const s of SCREENS) list.push({ id: s.name, icon: s.icon, text: t.nav[s.name], run: () => route.go(s.path) })
  const other = words.lang === 'pl' ? 'en' : 'pl'
  list.push({ id: 'theme', icon: 'gear', text: t.palette.theme, run: () => theme.choose(matchMedia('(prefers-color-scheme: dark)').matches !== (theme.name !== 'system') ? 'light' : 'dark') },
    { id: 'language', icon: 'gear', text: other === 'pl' ? 'Polski' : 'English', run: () => words.choose(other) })
  return list
}
