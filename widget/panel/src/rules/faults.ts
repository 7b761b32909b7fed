import type { Texts } from './texts'

export interface Fault { path: string; text: string }

/** What the server says of a rule, at its place and in the reader's words; its own words where we have none. */
export function faultOf(message: string, t: Texts): Fault {
  const at = /^((?:when|who|unless)[\w[\].]*|name|for|id|priority): /.exec(message)
  const said = at ? message.slice(at[0].length) : message
  const known = Object.entries(t.faults).find(([words]) => said.includes(words))
  return { path: at?.[1] ?? '', text: known?.[1] ?? said }
}
