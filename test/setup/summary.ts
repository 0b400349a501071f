import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/** Ends a run with one plain line, "12 passed, 0 failed", for programs that read the log. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    console.log(`\n${summarise(modules, errors.length, reason)}`)
  }
}

/** Counts tests. Broken files, hooks and stray errors, which prevent tests from being counted, count as failed. */
export function summarise(modules: readonly TestModule[], strayErrors: number, reason: TestRunEndReason): string {
  let [passed, failed, skipped] = [0, strayErrors, 0]
  for (const module of modules) {
    failed += module.errors().length
    for (const suite of module.children.allSuites()) failed += suite.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') passed++
      else if (state === 'skipped') skipped++
      else failed++
    }
  }
  // An empty or interrupted run must not look like a success.
  if (reason !== 'passed' && failed === 0) failed = 1
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}
