// Writes panel/src/openapi.ts, the panel's types of the server's routes, from docs/openapi.yaml: make client. With --check it
// only compares, and fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs'
import process, { argv } from 'node:process'

import openapiTS, { astToString } from 'openapi-typescript'

const description = new URL('../docs/openapi.yaml', import.meta.url)
const client = new URL('panel/src/openapi.ts', import.meta.url)

/** The types as text. Refusals are left out: every route refuses with the same Error. */
async function generate() {
  const text = readFileSync(description, 'utf8').replace(/^ +'[45]\d\d': \{.*\}\n/gm, '')
  return `// Made by "make client" from docs/openapi.yaml; not to be edited.\n${astToString(await openapiTS(text))}`
}

const made = await generate()
if (!argv.includes('--check')) writeFileSync(client, made)
else if (readFileSync(client, 'utf8') !== made) {
  console.log('widget/panel/src/openapi.ts differs from docs/openapi.yaml: run "make client"')
  process.exit(1)
}
