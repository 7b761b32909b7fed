// @vitest-environment node
/// <reference types="vite/client" />
import { expect, test } from 'vitest'

import description from '../../../docs/openapi.yaml?raw'

const files = { ...import.meta.glob<string>('./**/*.ts', { query: '?raw', import: 'default', eager: true }), ...import.meta.glob<string>('./**/*.svelte', { query: '?raw', import: 'default', eager: true }) }

/** What the server is described to answer: "GET rules/{}", the panel's part of docs/openapi.yaml. */
function described(): Set<string> {
  const out = new Set<string>()
  let path = ''
  for (const line of description.split('\n')) {
    const at = /^ {2}(\/\S*):$/.exec(line)
    if (at) path = at[1]!
    const method = /^ {4}(get|put|post|delete):$/.exec(line)
    if (method && path.startsWith('/v1/panel/')) out.add(`${method[1]!.toUpperCase()} ${path.slice('/v1/panel/'.length).replace(/\{\w+\}/g, '{}')}`)
  }
  return out
}

/** What the panel asks for: call('GET', 'rules/…'), with what is filled in as {} and without the query. */
function asked(): Map<string, string> {
  const out = new Map<string, string>()
  for (const [name, text] of Object.entries(files)) {
    if (name.endsWith('.test.ts')) continue
    for (const m of text.matchAll(/\bcall<(?:[^()]|\([^()]*\))*?>\('(GET|PUT|POST|DELETE)', ('[^']*'|`(?:[^`$]|\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\})*`)/g)) {
      const path = m[2]!.slice(1, -1).replace(/\$\{[^{}]*\?[^{}]*`[^`]*`[^{}]*\}/g, '').replace(/\$\{[^{}]*(?:\?|&&)\s*`\?.*$/, '').replace(/\$\{[^{}]*\}/g, '{}').replace(/\?.*$/, '').replace(/([a-z]){}$/, '$1')
      out.set(`${m[1]!} ${path}`, name)
    }
  }
  return out
}

test('whatever the panel asks the server for is in the description of the API', () => {
  const known = described()
  const wanted = asked()
  expect(wanted.size).toBeGreaterThan(70)
  expect([...wanted].filter(([route]) => !known.has(route))).toEqual([])
})
