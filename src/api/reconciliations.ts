/** The daily proof: what was delivered, and what the far ends have of it. */
import { z } from 'zod'
import { audit } from '../ledger/audit.ts'
import { ledgerTime } from '../ledger/clock.ts'
import { wantDay } from '../ledger/notify/proof-days.ts'
import { daysProved, destinationsAsked, missingOf, reconciliationsOf } from '../ledger/notify/proof-reads.ts'
import { dayOf } from '../notify/proof/calendar.ts'
import { dayAfter, dayAt } from '../notify/proof/day.ts'
import { runProofs } from '../notify/proof/prove.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { absent, conflict, unknownName } from './refusal.ts'
import {
  asMissing,
  asNotAsked,
  asProofDay,
  asReconciliation,
  daySchema,
  proofDayShape,
  reconciliationDetailShape,
  reconciliationListShape,
} from './shapes/reconciliation.ts'

const usualDays = 7

/** Missing records of one page. */
const pageSize = 500

export const reconciliationEndpoints = [
  endpoint({
    method: 'get',
    path: '/reconciliations',
    summary: 'For each day, destination and offer: what was delivered, and what the far end has of it',
    role: 'viewer',
    query: z.strictObject({
      from: daySchema.optional().meta({ description: 'First day. The default is a week ago.' }),
      to: daySchema.optional().meta({ description: 'Last day, included. The default is the last one proved.' }),
      destination: z.array(z.string().max(500)).max(100).optional(),
      offer: z.string().max(500).optional(),
    }),
    answer: reconciliationListShape,
    async handle({ query, role }, api) {
      const { db } = api.delivery
      const to = query.to ?? dayAt(api.config().proof.zone, await ledgerTime(db))
      const from = query.from ?? dayAfter(to, -usualDays)
      const { destination, offer } = query
      const [days, items, askedRows] = await Promise.all([
        daysProved(db, { from, to }),
        reconciliationsOf(db, { from, to, destination, offer }),
        destinationsAsked(db, { from, to }),
      ])
      // A destination that left the configuration has days of its own.
      const { destinations } = api.config()
      const unknown = destination?.find((id) => !destinations.has(id) && !items.some((row) => row.destination === id))
      if (unknown !== undefined) throw unknownName('destination', unknown, destinations.keys())
      const isMeant = ({ why, destination: one }: { why: string; destination: string }) =>
        why !== '' && (destination?.includes(one) ?? true)
      return {
        days: days.map(asProofDay),
        items: items.map(asReconciliation),
        unasked: askedRows.filter(isMeant).map((row) => asNotAsked(row, sightOf(role))),
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/reconciliations/{day}/{destination}',
    summary: 'A day of a destination, with the ids of the deliveries whose record is missing there',
    role: 'viewer',
    params: z.strictObject({ day: daySchema, destination: z.string().min(1).max(500) }),
    query: z.strictObject({ after: z.uuid().optional() }),
    answer: reconciliationDetailShape,
    async handle({ params: { day, destination }, query: { after }, role }, { delivery: { db }, config }) {
      const span = { from: day, to: day }
      const [days, items, askedRows, missing] = await Promise.all([
        daysProved(db, span),
        reconciliationsOf(db, { ...span, destination: [destination] }),
        destinationsAsked(db, span),
        missingOf(db, day, destination, pageSize + 1, after),
      ])
      const [found] = days
      const { destinations } = config()
      if (items.length === 0 && !destinations.has(destination)) {
        throw unknownName('destination', destination, destinations.keys())
      }
      if (!found || items.length === 0) throw absent('Nothing of this day was delivered there, or it was not proved.')
      const unasked = askedRows.find((row) => row.destination === destination && row.why !== '')
      const page = missing.slice(0, pageSize)
      return {
        day: asProofDay(found),
        items: items.map(asReconciliation),
        unasked: unasked ? asNotAsked(unasked, sightOf(role)) : null,
        missing: page.map((row) => asMissing(row, sightOf(role))),
        next: missing.length > pageSize ? (page.at(-1)?.lead ?? null) : null,
      }
    },
  }),
  endpoint({
    method: 'post',
    path: '/reconciliations',
    summary: 'Prove a day now: every far end is asked again. Runs in the background, behind the deliveries',
    role: 'operator',
    body: z.strictObject({ day: daySchema.optional().meta({ description: 'The default is yesterday.' }) }),
    answer: proofDayShape,
    status: 202,
    refusals: { 409: 'The day is not over' },
    async handle({ body, actor }, api) {
      const { db, log } = api.delivery
      const { zone } = api.config().proof
      const now = await ledgerTime(db)
      const day = dayOf(zone, body.day ?? dayAfter(dayAt(zone, now), -1))
      if (day.to > now) throw conflict(`The day is not over: it ends at ${day.to.toISOString()}.`)
      await db.transaction().execute(async (tx) => {
        await wantDay(tx, actor, day)
        await audit(tx, { actor, action: 'prove', subject: day.day })
      })
      // Runs in this process; if the process ends, a worker continues.
      void runProofs(api.delivery, () => api.config().proof).catch((err) =>
        log.warn({ err, day: day.day }, 'the proof of a day was cut short'),
      )
      return asProofDay(await provedDay(db, day.day))
    },
  }),
]

async function provedDay(db: ApiContext['delivery']['db'], day: string) {
  const [found] = await daysProved(db, { from: day, to: day })
  if (!found) throw absent('The day is older than what is kept.')
  return found
}
