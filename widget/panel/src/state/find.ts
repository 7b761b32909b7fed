import type { Answer } from '../api'

/** Letters without case and accents; ł has no decomposition of its own. */
export const fold = (s: string): string => s.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l')

/** How well a text fits a query: each word must be in it; a hit at the beginning of the text counts most, 0 is none. */
export function fit(text: string, query: string): number {
  const folded = fold(text)
  let score = 1
  for (const w of fold(query).split(/\s+/).filter(Boolean)) {
    const at = folded.indexOf(w)
    if (at < 0) return 0
    score += at === 0 ? 3 : /[\s\p{P}]/u.test(folded[at - 1]!) ? 2 : 1
  }
  return score
}

/** The ready answers that fit what follows the slash, the best and most used first. Each word may stand in the shortcut, the folder or the text, as
 *  the server's own search has it. */
export function findAnswers(list: readonly Answer[], query: string, most = 8): Answer[] {
  return list.map((a) => ({ a, n: Math.max(fit(a.shortcut, query) * 2, fit(`${a.text} ${a.shortcut} ${a.folder ?? ''}`, query)) })).filter((x) => x.n > 0)
    .sort((x, y) => y.n - x.n || y.a.used - x.a.used).slice(0, most).map((x) => x.a)
}

/** True when a ready answer has variables that the server fills in. */
export const hasVariables = (text: string): boolean => /\{[a-z_]+\}/.test(text)
