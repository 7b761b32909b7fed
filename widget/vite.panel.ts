import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: `${import.meta.dirname}/panel`,
  base: '/panel/',
  plugins: [svelte()],
  build: { outDir: '../dist/panel', emptyOutDir: true, target: 'es2022' },
})
