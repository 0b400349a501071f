import type { Arrival } from '../../src/lead/arrival.ts'
import { readMarketplace } from '../../src/lead/marketplace.ts'

export const arrival: Arrival = {
  id: '0197a000-0000-7000-8000-000000000001',
  received: new Date('2025-11-20T14:03:12.456Z'),
  endpoint: 'marketplace',
}

/** The lead in a body; fails the test when there is none. */
export function read(body: unknown, more: Partial<Arrival> = {}) {
  const lead = readMarketplace(body, { ...arrival, ...more })
  if (!lead) throw new Error('no lead in it')
  return lead
}
