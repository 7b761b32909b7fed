import { defineConfig } from '@playwright/test'

// The machine's own Chromium is driven; nothing is downloaded. `make chromium` installs it where it is missing.
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: '../../test-results',
  timeout: 480_000, // bounds a wait that will never end; it judges no speed, and a busy machine is slow
  expect: { timeout: 60_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['./reporter.ts']],
  use: { trace: 'off', screenshot: 'off' },
})
