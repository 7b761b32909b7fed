import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()], // for state with runes in .svelte.ts
  resolve: { conditions: ['browser'] },
  test: { environment: 'happy-dom', include: ['{wire,visitor,panel}/**/*.test.ts'] },
})
