/** What has not arrived, in groups: why, and what follows by itself. */
import type { z } from 'zod'
import { type Pile, pilesOf } from '../ledger/reads/deliveries.ts'
import { type DestinationRow, listDestinations } from '../ledger/reads/destinations.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import { messagesOf, nextAttempts } from '../ledger/reads/groups.ts'
import { deliveryStates } from '../ledger/states.ts'
import { problemOf } from './catalogue.ts'
import type { ApiContext, Role } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import type { backlogShape, followsShape } from './shapes/delivery.ts'
import { iso, orNull } from './shapes/named.ts'

const undelivered = deliveryStates.filter((state) => state !== 'delivered' && state !== 'cancelled')

export async function backlog(
  { delivery: { db }, config }: ApiContext,
  role: Role,
  { state = undelivered, ...given }: DeliveryFilter,
): Promise<z.input<typeof backlogShape>> {
  const [piles, standing, attempts] = await Promise.all([
    pilesOf(db, { ...given, state }),
    listDestinations(db),
    nextAttempts(db),
  ])
  const destinations = new Map(standing.map((row) => [row.id, row]))
  const messages = await messagesOf(db, piles)
  const sight = sightOf(role)
  const isByCause = given.class === undefined && given.problem === undefined && given.code === undefined
  const groups = isByCause ? byHold(piles, destinations) : piles.map((pile) => ({ pile, hold: undefined }))
  return {
    total: piles.reduce((sum, { count }) => sum + count, 0),
    items: groups.map(({ pile, hold }) => ({
      ...pile,
      hold: hold !== undefined,
      class: orNull(pile.class),
      problem: orNull(pile.problem),
      code: orNull(pile.code),
      oldest: pile.oldest.toISOString(),
      newest: pile.newest.toISOString(),
      entry: problemOf(config(), pile.destination, pile.problem),
      message: orNull(sight.text((hold?.problem === '' ? hold.message : messages.get(pile)) ?? '')),
      destinationState: destinations.get(pile.destination)?.state ?? 'open',
      next: follows(pile, destinations.get(pile.destination), attempts.get(pile.destination)),
    })),
  }
}

interface Grouped {
  pile: Pile
  /** The destination that holds them all. */
  hold: DestinationRow | undefined
}

/** Held deliveries wait for one thing, whether they were tried or not: the cause for which their destination is held. */
function byHold(piles: readonly Pile[], destinations: ReadonlyMap<string, DestinationRow>): Grouped[] {
  const holdOf = ({ destination, state }: Pile) => {
    const row = state === 'held' ? destinations.get(destination) : undefined
    return row?.state === 'held' ? row : undefined
  }
  const held = Map.groupBy(
    piles.filter((pile) => holdOf(pile)),
    ({ destination }) => destination,
  )
  const whole = [...held.values()].map((same) => {
    const hold = holdOf(same[0]!)!
    return { pile: { ...together(same), class: '' as const, problem: hold.problem, code: hold.code }, hold }
  })
  const rest = piles.filter((pile) => !holdOf(pile)).map((pile) => ({ pile, hold: undefined }))
  return [...whole, ...rest].sort((a, b) => b.pile.count - a.pile.count)
}

function together(piles: readonly Pile[]): Pile {
  const of = (key: 'oldest' | 'newest') => piles.map((pile) => pile[key].getTime())
  return {
    ...piles[0]!,
    count: piles.reduce((sum, { count }) => sum + count, 0),
    oldest: new Date(Math.min(...of('oldest'))),
    newest: new Date(Math.max(...of('newest'))),
  }
}

/** @param attempt the earliest attempt that is due at the destination by itself */
export function follows(
  { state }: Pick<Pile, 'state'>,
  destination: Pick<DestinationRow, 'state' | 'configured' | 'held_by' | 'probe_at'> | undefined,
  attempt: Date | undefined,
): z.input<typeof followsShape> {
  const byPerson = { what: 'person', at: null } as const
  if (state === 'rejected' || state === 'uncertain' || state === 'exhausted' || state === 'cancelled') return byPerson
  if (!destination?.configured || destination.state === 'paused' || destination.held_by !== '') return byPerson
  if (destination.state !== 'open') {
    return destination.probe_at ? { what: 'probe', at: iso(destination.probe_at) } : byPerson
  }
  return { what: 'attempt', at: state === 'waiting' && attempt ? attempt.toISOString() : null }
}
