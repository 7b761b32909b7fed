import { keep, recall } from '../keep'
import { pause } from './pause.svelte'

const WHOSE = 'zagaj.whose'
/** What a person has typed and not sent, in this tab: answers on their way, those that wait for the visitor, what stands in the fields. And what they had open. */
const LEFT = ['zagaj.outbox', 'zagaj.held', 'zagaj.written', 'zagaj.noting', 'zagaj.columns']

/** Words are sent under the name of whoever is signed in: those of somebody else who was signed in here are forgotten, and so is their break. */
export function settle(operator: string): void {
  if (recall(WHOSE, operator) !== operator) clear()
  keep(WHOSE, operator)
}

/** Leaves nothing of a person behind who signs out. */
export function clear(): void {
  for (const key of [...LEFT, WHOSE]) keep(key, null)
  pause.end()
}
