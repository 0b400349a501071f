import { defineConfig } from 'vitest/config'

/** The tests of pure functions and of the tree itself: they need no service, and are over in seconds. */
export default defineConfig({
  test: {
    include: [
      'test/*.test.ts',
      'test/{async,docs,lead,mapping,routing,settings}/**/*.test.ts',
      'test/config/{alerts,config,destination,differences,json-schema,problems,report,routes,secrets}.test.ts',
      'test/sources/{conformance-read,retention,settings}.test.ts',
      'test/sources/azure-table/*.test.ts',
      'test/api/description/*.test.ts',
      'test/client/*.test.ts',
      'test/notify/alerts/{checks,quiet,telling}.test.ts',
      'test/notify/messages/{decide,texts}.test.ts',
      'test/notify/report/fewer.test.ts',
      'test/delivery/{decide,handling,lease,problem,served}.test.ts',
      'test/queue/help.test.ts',
    ],
    exclude: ['test/demo.test.ts', 'test/docker.test.ts'],
    reporters: ['default', './test/setup/summary.ts'],
  },
})
