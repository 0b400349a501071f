import { z } from 'zod'
import { attemptsOf, countDeliveries, findDelivery, pageOfDeliveries } from '../ledger/reads/deliveries.ts'
import { findDestination } from '../ledger/reads/destinations.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import { lineageOf } from '../ledger/replays.ts'
import type { DeliveryState } from '../ledger/states.ts'
import { backlog, follows } from './backlog.ts'
import { problemOf } from './catalogue.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { deliveryFilter, paging } from './filters.ts'
import { sightOf } from './privacy.ts'
import { absent } from './refusal.ts'
import { asAttempt, asDelivery, backlogShape, deliveryDetailShape, deliveryPageShape } from './shapes/delivery.ts'
import { asLineage, asSettlement } from './shapes/lineage.ts'
import { asCount } from './shapes/named.ts'

const filter = z.strictObject(deliveryFilter)
const query = z.strictObject({ ...deliveryFilter, ...paging })

export const deliveryEndpoints = [
  endpoint({
    method: 'get',
    path: '/deliveries',
    summary: 'Deliveries, newest first',
    role: 'viewer',
    query,
    answer: deliveryPageShape,
    handle: ({ query: given, role }, api) => list(api, given, role),
  }),
  endpoint({
    method: 'post',
    path: '/deliveries/searches',
    summary: 'The same, for what does not belong in a URL: an e-mail address',
    role: 'viewer',
    body: query,
    answer: deliveryPageShape,
    handle: ({ body, role }, api) => list(api, body, role),
  }),
  endpoint({
    method: 'get',
    path: '/backlog',
    summary: 'What has not arrived, counted by destination, state and problem; largest first',
    role: 'viewer',
    query: filter,
    answer: backlogShape,
    handle: ({ query: given, role }, api) => backlog(api, role, given),
  }),
  endpoint({
    method: 'post',
    path: '/backlog/searches',
    summary: 'The same, for what does not belong in a URL: an e-mail address',
    role: 'viewer',
    body: filter,
    answer: backlogShape,
    handle: ({ body, role }, api) => backlog(api, role, body),
  }),
  endpoint({
    method: 'get',
    path: '/deliveries/{id}',
    summary: 'One delivery with its attempts and what the catalogue says of its failure',
    role: 'viewer',
    params: z.strictObject({ id: z.uuid() }),
    answer: deliveryDetailShape,
    async handle({ params: { id }, role }, { delivery: { db }, config }) {
      const delivery = await findDelivery(db, id)
      if (!delivery) throw absent('No delivery has this id.')
      const [attempts, standing, lineage] = await Promise.all([
        attemptsOf(db, id),
        findDestination(db, delivery.destination),
        lineageOf(db, id),
      ])
      const sight = sightOf(role)
      return {
        ...asDelivery(delivery, sight),
        attempts: attempts.map((one) => asAttempt(one, sight)),
        lineage: lineage.map((one) => asLineage(one, role)),
        settlement: asSettlement(delivery, role),
        problem: problemOf(config(), delivery.destination, delivery.problem),
        destinationState: standing?.state ?? 'open',
        next: isOver(delivery.state) ? null : follows(delivery, standing, delivery.next_attempt_at ?? undefined),
      }
    },
  }),
]

function isOver(state: DeliveryState): boolean {
  return state === 'delivered' || state === 'cancelled'
}

async function list(
  { delivery: { db } }: ApiContext,
  { limit, after, count, ...given }: z.output<typeof query>,
  role: Role,
) {
  const { items, next } = await pageOfDeliveries(db, given satisfies DeliveryFilter, { limit, after })
  return {
    items: items.map((one) => asDelivery(one, sightOf(role))),
    next: next ?? null,
    ...(count ? asCount(await countDeliveries(db, given)) : {}),
  }
}
