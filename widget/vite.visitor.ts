import { rmSync } from 'node:fs'
import { build, defineConfig, type BuildEnvironmentOptions } from 'vite'

// The loader and the conversation: two files without a framework. The loader is one short classic script that every
// page of a shop fetches; it imports the conversation only on a tap or an offer, under a name that changes with its
// content. They are built one after the other, because a classic script cannot share modules: the conversation
// first, then the loader, which is told the name.
const root = import.meta.dirname
const common: BuildEnvironmentOptions = {
  outDir: 'dist', emptyOutDir: false, target: ['es2022', 'safari15.6'], cssTarget: ['es2022', 'safari15.6'], minify: 'oxc', modulePreload: false, sourcemap: false,
}

export default defineConfig(async () => {
  rmSync(`${root}/dist/widget`, { recursive: true, force: true })
  const chat = await build({
    root, configFile: false, publicDir: false,
    build: {
      ...common,
      rollupOptions: {
        input: { chat: 'visitor/chat.ts' }, preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: 'widget/[name]-[hash].js' },
      },
    },
  })
  const file = [chat].flat().flatMap((c) => ('output' in c ? c.output : [])).find((o) => o.type === 'chunk' && o.isEntry)
  if (!file) throw new Error('the conversation was not built')
  return {
    root, publicDir: false,
    define: { CHAT_FILE: JSON.stringify(file.fileName.replace('widget/', '')) },
    build: {
      ...common,
      rollupOptions: { input: { zagaj: 'visitor/loader.ts' }, output: { format: 'iife', entryFileNames: 'zagaj.js' } },
    },
  }
})
