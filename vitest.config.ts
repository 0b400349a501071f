import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/services.ts'],
    reporters: ['default', './test/setup/summary.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Every worker talks to the same real PostgreSQL and Redis; two files at a time is what two cores can carry.
    maxWorkers: 2,
  },
})
