import { z } from 'zod'
import type { Policy } from '../config/policy.ts'
import { lately } from '../ledger/figures/lately.ts'
import {
  countByDestination,
  type DestinationRow,
  findDestination,
  listDestinations,
} from '../ledger/reads/destinations.ts'
import { problemOf } from './catalogue.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { masked } from './masked.ts'
import { sightOf } from './privacy.ts'
import { withReferences } from './references.ts'
import { absent } from './refusal.ts'
import { asDestination, destinationDetailShape, destinationListShape } from './shapes/destination.ts'

export const destinationParams = z.strictObject({ id: z.string().min(1).max(100) })

export const destinationEndpoints = [
  endpoint({
    method: 'get',
    path: '/destinations',
    summary: 'Destinations with their state, trouble and counts',
    role: 'viewer',
    answer: destinationListShape,
    async handle({ role }, { delivery: { db, plan }, config }) {
      const [rows, counts, took] = await Promise.all([listDestinations(db), countByDestination(db), lately(db)])
      const items = rows.map(({ id, ...row }) => {
        const far = plan().destinations.get(id)?.destination
        const about = { counts: counts.get(id), lately: took.get(id), far }
        return asDestination({ id, ...row }, about, problemOf(config(), id, row.problem), sightOf(role))
      })
      return { items }
    },
  }),
  endpoint({
    method: 'get',
    path: '/destinations/{id}',
    summary:
      'One destination, with its settings (secrets by reference, for operators) and what to do about its problem',
    role: 'viewer',
    params: destinationParams,
    answer: destinationDetailShape,
    handle: async ({ params: { id }, role }, api) => describe(api, await requireDestination(api, id), role),
  }),
]

/** @throws Refusal 404 */
export async function requireDestination({ delivery: { db } }: ApiContext, id: string): Promise<DestinationRow> {
  const row = await findDestination(db, id)
  if (!row) throw absent('No destination has this id.')
  return row
}

export async function describe(
  { delivery, config }: ApiContext,
  row: DestinationRow,
  role: Role,
): Promise<z.input<typeof destinationDetailShape>> {
  const configured = config().destinations.get(row.id)
  const far = delivery.plan().destinations.get(row.id)?.destination
  const [counts, took] = await Promise.all([countByDestination(delivery.db, row.id), lately(delivery.db)])
  const about = { counts: counts.get(row.id), lately: took.get(row.id), far }
  const shown = masked(configured?.settings ?? {}, configured?.connector.settings, delivery.hide)
  const settings = role === 'operator' ? withReferences(shown, config().written[row.id], delivery.hide) : shown
  return {
    ...asDestination(row, about, problemOf(config(), row.id, row.problem), sightOf(role)),
    label: configured?.connector.label ?? null,
    settings: settings as Record<string, unknown>,
    limits: configured ? limitsOf(configured.policy) : null,
  }
}

function limitsOf({ concurrency, rate, deadline, retry: { within } }: Policy) {
  return { concurrency, rate: rate ?? null, deadline, within }
}
