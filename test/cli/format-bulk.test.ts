import { expect, it } from 'vitest'
import { formatPreview } from '../../src/cli/format-bulk.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

it('a preview tells how many are taken, and when the rest was not counted to the end', () => {
  const plan = {
    total: 20_000,
    asOf: '2026-01-01T00:00:00.000000Z',
    taken: [{ destination: 'sales', state: 'held', count: 20_000 }],
    leftOut: [{ destination: 'sales', state: 'delivered', count: 10_001, capped: true as const, why: 'it arrived' }],
  }
  const text = formatPreview({ width: 100 } as Terminal, plan, { act: 'to send again', none: 'None.' })
  expect(text).toMatch(/^20000 deliveries to send again:[\s\S]*20000 +sales +held/)
  expect(text).toMatch(/Left out:[\s\S]*more than 10000 +sales +delivered +it arrived/)
})
