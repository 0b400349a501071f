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
  return {
    total: piles.reduce((sum, { count }) => sum + count, 0),
    items: piles.map((pile) => ({
      ...pile,
      class: orNull(pile.class),
      problem: orNull(pile.problem),
      code: orNull(pile.code),
      oldest: pile.oldest.toISOString(),
      newest: pile.newest.toISOString(),
      entry: problemOf(config(), pile.destination, pile.problem),
      message: orNull(sight.text(messages.get(pile) ?? '')),
      destinationState: destinations.get(pile.destination)?.state ?? 'open',
      next: follows(pile, destinations.get(pile.destination), attempts.get(pile.destination)),
    })),
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
