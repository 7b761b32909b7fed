import { download } from '../download'

export type Cell = string | number

/** A cell that no spreadsheet takes for a formula: texts that begin as one get an apostrophe, and all are quoted. */
export function cell(v: Cell): string {
  if (typeof v === 'number') return String(v)
  const safe = /^[\s]*[=+\-@|%]/.test(v) || /^[\t\r\n]/.test(v) ? `'${v}` : v
  return `"${safe.replaceAll('"', '""')}"`
}

export const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => [head, ...rows].map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n'

/** Hands a file to the browser. The mark in front tells spreadsheets that it is UTF-8. */
export const save = (name: string, text: string): void => download(name, 'text/csv;charset=utf-8', '\uFEFF', text)
