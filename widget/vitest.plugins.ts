import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// The unit tests of what is installed in shops that run on Node. They need no shop, and find vitest here.
export default defineConfig({
  root: join(import.meta.dirname, '../plugins'),
  resolve: { alias: { vitest: join(import.meta.dirname, 'node_modules/vitest') } },
  server: { fs: { allow: ['..'] } },
  test: { environment: 'node', include: ['{node,vendure,medusa,shopify}/**/*.test.ts'] },
})
