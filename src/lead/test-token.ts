/**
 * Microsoft marks its test leads with `MSFT_TEST_` and the time in .NET ticks, in any field. The search uses a list,
 * because a body may be nested deeper than the stack.
 */
export function findTestToken(body: unknown): { test: boolean; ticks?: string | undefined } {
  let test = false
  for (const left = [body]; left.length > 0; ) {
    const value = left.pop()
    if (typeof value === 'object' && value !== null) for (const held of Object.values(value)) left.push(held)
    if (typeof value !== 'string' || !value.includes('MSFT_TEST')) continue
    test = true
    const ticks = /MSFT_TEST_(\d{18})(?!\d)/.exec(value)?.[1]
    if (ticks) return { test, ticks }
  }
  return { test }
}
