import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: `${import.meta.dirname}/panel`,
  base: '/panel/',
  plugins: [svelte()],
  html: { cspNonce: 'ZAGAJ-NONCE' }, // the server puts a number of its own there in each answer: api/fence.go
  build: { outDir: '../dist/panel', emptyOutDir: true, target: 'es2022' },
})
