import type { Answer } from '../../hub/client.ts'

type Destination = Pick<Answer<'get /destinations'>['items'][number], 'id' | 'state' | 'counts'>

const order: readonly Destination['state'][] = ['held', 'paused', 'resting', 'open']
const personal = ['held', 'uncertain', 'rejected', 'exhausted'] as const

/** What stands still first, then what needs a person for the most deliveries, then by name. */
export function byUrgency(one: Destination, other: Destination): number {
  return (
    order.indexOf(one.state) - order.indexOf(other.state) ||
    waitsFor(other) - waitsFor(one) ||
    one.id.localeCompare(other.id)
  )
}

function waitsFor({ counts }: Destination): number {
  return personal.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}
