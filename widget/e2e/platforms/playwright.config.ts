import { defineConfig } from '@playwright/test'

import house from '../playwright.config'

// Real shops with our plugin in them. Not among the stories of `make test`: they install hundreds of packages.
export default defineConfig(house, { testDir: import.meta.dirname, testIgnore: [], testMatch: ['platforms.spec.ts', 'wordpress.spec.ts', 'opencart.spec.ts'], reporter: [['list'], ['../reporter.ts']] })
