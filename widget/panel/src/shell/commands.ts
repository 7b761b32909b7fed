import type { Conversation } from '../../../wire/frames'
import type { Desk } from '../desk.svelte'
import { markOf } from '../format'
import type { IconName } from '../Icon.svelte'
import { en as reportsEn, pl as reportsPl } from '../reports/texts'
import { route } from '../route.svelte'
import { SCREENS } from '../screens'
import { nameOf, SECTIONS } from '../settings/sections'
import { BREAKS, pause } from '../state/pause.svelte'
import { theme } from '../theme.svelte'
import { toasts } from '../toasts.svelte'
import { words } from '../words.svelte'
import { press, takeNext } from './actions'

export interface Command { id: string; icon: IconName; text: string; more?: string; keys?: string; run: () => void }

/** What can be done with the conversation under the person's hands; the same that its head and its menu offer. */
function ofConversation(desk: Desk, c: Conversation): Command[] {
  const t = words.t
  if (!desk.canTalk || c.state === 'closed') return []
  const isMine = desk.isMine(c)
  const mayMove = c.state === 'open' && (isMine || desk.canManage)
  const leave = (): void => { if (route.conversation === c.id) route.go('/panel/', true) }
  const list: Command[] = [
    { id: 'end', icon: 'check', text: t.talk.close, keys: 'Alt E', run: () => press(desk, 'close') },
    { id: 'promise', icon: 'clock', text: t.promise.open, keys: 'Alt P', run: () => press(desk, 'promise') },
  ]
  if (c.state === 'open' && !isMine && desk.canManage) list.push({ id: 'take-over', icon: 'chat', text: t.talk.takeOver, run: () => void desk.takeOver(c.id) })
  if (mayMove) {
    for (const o of desk.colleagues.values()) {
      if (o.on && o.id !== c.operator && o.used < o.seats) list.push({ id: `to-${o.id}`, icon: 'people', text: `${t.talk.handOver}: ${o.name}`, more: t.bar.seats(o.used, o.seats), run: () => { void desk.transfer(c.id, o.id); leave() } })
    }
    list.push({ id: 'queue', icon: 'people', text: t.talk.toQueue, run: () => { void desk.transfer(c.id, ''); leave() } })
  }
  if (mayMove || c.state === 'waiting') list.push({ id: 'call-all', icon: 'bell', text: t.talk.callAll, run: () => { void desk.callAll(c.id).then((ok) => { if (ok) toasts.show(t.talk.calledAll) }) } })
  if (isMine && desk.link === 'up') list.push({ id: 'photo', icon: 'eye', text: t.talk.askPhoto, run: () => { desk.askPhoto(c.id) } })
  return list
}

/** When one takes conversations and when not. */
function ofAvailability(desk: Desk): Command[] {
  const t = words.t
  if (!desk.canTalk) return []
  return [{ id: 'available', icon: 'bell', text: desk.available ? t.palette.goAway : t.palette.comeBack, keys: 'Alt A', run: () => pause.turn(desk) },
    ...(desk.available ? BREAKS.map((n): Command => ({ id: `break-${n}`, icon: 'moon', text: `${t.bar.break}: ${t.bar.minutes(n)}`, run: () => pause.rest(desk, n) })) : [])]
}

/** Everywhere one can go: screens, reports, sections of the settings. */
function places(): Command[] {
  const tabs = words.of(reportsPl, reportsEn).tabs
  return [...SCREENS.map((s): Command => ({ id: s.name, icon: s.icon, text: words.t.nav[s.name], run: () => route.go(s.path) })),
    ...Object.entries(tabs).map(([id, name]): Command => ({ id: `report-${id}`, icon: 'chart', text: name, more: words.t.nav.reports, run: () => route.go(`/panel/reports/${id}`) })),
    ...SECTIONS.map((s): Command => ({ id: `section-${s.id}`, icon: s.icon, text: nameOf(s.id, words.lang), more: words.t.settings, run: () => route.go(`/panel/settings/${s.id}`) }))]
}

/** Everything that can be done from the keyboard, with its words: what is nearest first. */
export function commandsOf(desk: Desk, signOut: () => void): Command[] {
  const t = words.t
  const other = words.lang === 'pl' ? 'en' : 'pl'
  const first = desk.queue[0]
  return [
    ...(first && desk.canTalk ? [{ id: 'next', icon: 'chat', text: t.palette.next, keys: 'Alt N', run: () => takeNext(desk) } as const] : []),
    ...[...desk.mine, ...desk.queue, ...desk.team].map((c): Command => ({ id: c.id, icon: 'chat', text: t.list.visitor(markOf(c.visitor)), more: c.preview, run: () => route.go(`/panel/c/${c.id}`) })),
    ...(desk.current ? ofConversation(desk, desk.current) : []),
    ...ofAvailability(desk),
    ...places(),
    { id: 'theme', icon: 'gear', text: t.palette.theme, run: () => theme.choose(theme.isDark ? 'light' : 'dark') },
    { id: 'language', icon: 'gear', text: other === 'pl' ? 'Polski' : 'English', run: () => words.choose(other) },
    { id: 'sign-out', icon: 'out', text: t.signOut, run: signOut },
  ]
}
