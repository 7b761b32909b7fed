import { defineConfig } from '@playwright/test'

/** Desk, visitors, speed, availability; rules, schedules, settings, reports; trials and roles. */
const MAIN = /\/(day|desk|merchant|trial)\.spec\.ts$/

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
  // ZAGAJ_E2E_BOTH: the main story of each line is told on PostgreSQL too; its title says so. What names its store itself, and what
  // looks at pixels only, is not told twice.
  projects: process.env['ZAGAJ_E2E_BOTH'] ? [{ name: 'sqlite' }, { name: 'postgres', testMatch: MAIN, grepInvert: /WCAG| on (sqlite|postgres)/ }] : [{ name: '' }],
})
