import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

/** Most of the first load runs at once: a browser that knows this comment compiles it while it comes in, on a thread beside the page's own. */
const compiledAhead: Plugin = {
  name: 'compiled-ahead',
  writeBundle({ dir }, bundle) {
    const chunks = Object.values(bundle).filter((c) => c.type === 'chunk')
    for (const name of new Set(chunks.filter((c) => c.isEntry).flatMap((c) => [c.fileName, ...c.imports]))) {
      const file = join(dir!, name)
      writeFileSync(file, `//# allFunctionsCalledOnLoad\n${readFileSync(file, 'utf8')}`) // it counts on the first line only, and Vite's own comes late
    }
  },
}

export default defineConfig({
  root: `${import.meta.dirname}/panel`,
  base: '/panel/',
  // Pieces are put together from elements: the browser's parser takes longer to begin than for any of them, and the first screen has seventy.
  plugins: [svelte({ compilerOptions: { fragments: 'tree' } }), compiledAhead],
  html: { cspNonce: 'ZAGAJ-NONCE' }, // the server puts a number of its own there in each answer: api/fence.go
  build: { outDir: '../dist/panel', emptyOutDir: true, target: 'es2022' },
})
