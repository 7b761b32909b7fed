import type { Desk } from '../desk.svelte'
import { route } from '../route.svelte'

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
