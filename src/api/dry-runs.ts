/** Dry runs: tell what would happen, and change nothing. */
import { v7 as uuid } from 'uuid'
import { z } from 'zod'
import { withBody } from '../lead/body.ts'
import { timeOf } from '../lead/id.ts'
import type { Lead } from '../lead/lead.ts'
import { cut } from '../lead/text.ts'
import {
  type DryRunLead,
  deliveryStatesOf,
  leadForDryRun,
  leadsForDryRun,
  wouldBeRepeat,
} from '../ledger/reads/dry-run.ts'
import { dryRun } from '../operations/dry-run.ts'
import { inUtf8 } from '../reading/charset.ts'
import { openRead, sourceOf } from '../sources/open.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { leadFilter } from './filters.ts'
import { absent, Refusal } from './refusal.ts'
import { asDryRunDestination, dryRunShape, type Foreseen, foreseenPageShape } from './shapes/dry-run.ts'

const one = z.strictObject({
  lead: z.uuid().optional().meta({ description: 'A stored lead; else `source` and `body`.' }),
  source: z.string().min(1).max(100).optional(),
  body: z.string().optional().meta({ description: 'As a sender would post it to that source.' }),
  offer: z.string().max(500).optional().meta({ description: 'As in `?offer=`.' }),
})

const many = z.strictObject({
  ...leadFilter,
  after: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(200),
  whole: z.boolean().default(false).meta({ description: 'Also the lead and its body.' }),
})

export const dryRunEndpoints = [
  endpoint({
    method: 'post',
    path: '/dry-runs',
    summary:
      'What would become of one lead, stored or not: routes, requests, what would be cut or refused. Sends nothing',
    role: 'operator',
    body: one,
    largest: 512 * 1024,
    anyText: ['body'],
    answer: dryRunShape,
    refusals: { 404: 'No lead or source has this id', 422: 'The body holds no lead for this source' },
    async handle({ body }, api) {
      const { configVersion, route, destinations } = api.delivery.plan()
      const { lead, repeat, approved } = await (body.lead ? storedLead(api, body.lead) : postedLead(api, body))
      const run = dryRun({ route, destinations }, { lead, repeat, approved })
      const already = await deliveryStatesOf(api.delivery.db, lead.id)
      const { raw: _raw, ...shown } = lead
      return {
        ...{ lead: shown, repeat, approved, configVersion, state: run.state, reason: run.reason },
        routes: run.routes.map(({ route: name, to, unmet }) => ({ route: name, to: [...to], unmet: [...unmet] })),
        destinations: run.destinations.map((one) => asDryRunDestination(one, already.get(one.destination))),
        withheld: [...run.withheld],
      }
    },
  }),
  endpoint({
    method: 'post',
    path: '/dry-runs/searches',
    summary: 'The same for stored leads, oldest first: where each would go today',
    role: 'operator',
    body: many,
    answer: foreseenPageShape,
    async handle({ body: { after, limit, whole, ...filter } }, { delivery }) {
      const { route, destinations, repeatsWithin } = delivery.plan()
      const found = await leadsForDryRun(delivery.db, filter, { after, limit, repeatsWithin })
      const items = found.map((one) => foreseen(one, whole, { route, destinations }))
      return { items, next: found.length < limit ? null : (found.at(-1)?.id ?? null) }
    },
  }),
]

interface DryRunSubject {
  lead: Lead
  repeat: boolean
  approved: boolean
}

async function storedLead({ delivery }: ApiContext, id: string): Promise<DryRunSubject> {
  const found = await leadForDryRun(delivery.db, id, delivery.plan().repeatsWithin)
  if (!found) throw absent('No lead has this id, or it holds none: it was unreadable, or erased.')
  return asSubject(found)
}

function asSubject({ lead, raw, repeat, approved }: DryRunLead): DryRunSubject {
  return { lead: withBody(lead, raw), repeat, approved }
}

async function postedLead(
  { delivery, config }: ApiContext,
  { source, body, offer }: z.output<typeof one>,
): Promise<DryRunSubject> {
  if (source === undefined || body === undefined) {
    throw new Refusal({
      status: 400,
      title: 'Bad Request',
      detail: 'Give the id of a stored lead, or source and body.',
    })
  }
  const configured = config().sources.get(source)
  if (!configured) throw absent('No source has this id. See sources in config.yaml.')
  const id = uuid()
  const decoded = inUtf8(Buffer.from(body), sourceOf(configured).contentType)
  const arrival = { id, received: timeOf(id), endpoint: source, offer }
  const reading = 'raw' in decoded ? openRead(configured)(decoded.raw, arrival) : decoded
  if ('unreadable' in reading) {
    const { detail } = reading.unreadable
    throw new Refusal({ status: 422, title: 'No lead in it', detail: `${detail} It would be kept as unreadable.` })
  }
  const { lead } = reading
  const about = {
    email: cut(lead.person.email.toLowerCase(), 400),
    offer: cut(lead.offer.id || lead.offer.title, 400),
    test: lead.test,
  }
  return { lead, repeat: await wouldBeRepeat(delivery.db, about, delivery.plan().repeatsWithin), approved: false }
}

function foreseen(one: DryRunLead, whole: boolean, plan: Parameters<typeof dryRun>[0]): Foreseen {
  const { state, reason, destinations } = dryRun(plan, asSubject(one))
  const { lead, raw, repeat, approved } = one
  return {
    ...{ id: one.id, received: lead.received, offer: lead.offer.id || lead.offer.title, state, reason },
    destinations: destinations.map(({ destination, route, handling, fields, notes, refused }) => ({
      ...{ destination, route, handling: [...handling], notes: [...notes], refused: refused ?? null },
      ...(whole ? { fields: { ...fields } } : {}),
    })),
    ...(whole ? { stored: { lead: { ...lead }, raw: raw.toString('base64'), repeat, approved } } : {}),
  }
}
