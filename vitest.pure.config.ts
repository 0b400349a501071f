import { defineConfig } from 'vitest/config'

/** The tests of pure functions and of the tree itself: they need no service, and are over in seconds. */
export default defineConfig({
  test: {
    include: [
      'test/*.test.ts',
      'test/{async,docs,lead,mapping,routing}/**/*.test.ts',
      'test/config/{config,destination,differences,duration,json-schema,problems,retention,routes,secrets,source}.test.ts',
      'test/config/sources/*.test.ts',
      'test/delivery/{decide,handling,lease,problem}.test.ts',
    ],
    exclude: ['test/demo.test.ts', 'test/docker.test.ts'],
    reporters: ['default', './test/setup/summary.ts'],
  },
})
