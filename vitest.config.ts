import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Browsers and killed processes share the machine with whatever else runs there. A retried test is named as such.
    retry: 1,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/services.ts'],
    reporters: ['default', './test/setup/summary.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Every worker talks to the same real PostgreSQL and Redis; two files at a time is what two cores can carry.
    maxWorkers: 2,
  },
})
