import { z } from 'zod'
import { leadsOf, recordsOf } from '../ledger/erasure/records.ts'
import { type ErasureRow, findErasure, newestErasures, repeatErasure } from '../ledger/erasure/runs.ts'
import { findLead } from '../ledger/reads/leads.ts'
import { enterErasure, planErasure, runErasures, type Who } from '../operations/erase.ts'
import { problemOf } from './catalogue.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { absent, conflict, Refusal } from './refusal.ts'
import {
  asErasure,
  asErasurePlan,
  asItem,
  erasureAnswerShape,
  erasureDetailShape,
  erasureListShape,
  erasureRepeatShape,
} from './shapes/erasure.ts'

const one = z.strictObject({ id: z.uuid() })

const asked = z.strictObject({
  email: z.string().trim().min(3).max(500).optional().meta({ description: 'The whole address, in any case.' }),
  lead: z
    .uuid()
    .optional()
    .meta({ description: 'Instead of the address: a lead of the person. A lead without an address is erased alone.' }),
  expected: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'How many leads the dry run showed; if there are others by now, nothing is erased.' }),
  dryRun: z.boolean().default(false).meta({ description: 'Only say what would be erased, and where it stands.' }),
  farEnds: z.boolean().default(true).meta({ description: 'Also have the destinations delete their records.' }),
})

export const erasureEndpoints = [
  endpoint({
    method: 'post',
    path: '/erasures',
    summary: 'Erase a person: every lead of an address, and its records at the far ends. Runs in the background',
    role: 'operator',
    body: asked,
    answer: erasureAnswerShape,
    status: 202,
    isDone: (answer) => 'dryRun' in answer,
    refusals: {
      404: 'No lead has this id',
      409: 'There are other leads than the dry run showed',
    },
    async handle({ body: { email: given, lead, expected, dryRun, farEnds }, actor }, { delivery }) {
      const who = await whoIs(delivery.db, given, lead)
      if (dryRun) return asErasurePlan(await planErasure(delivery, who))
      if (expected !== undefined) await requireAsMany(delivery, who, expected)
      const id = await enterErasure(delivery, { actor, who, farEnds })
      runInBackground(delivery, id)
      return asErasure(await requireErasure(delivery.db, id))
    },
  }),
  endpoint({
    method: 'get',
    path: '/erasures',
    summary: 'Erasures, newest first',
    role: 'viewer',
    answer: erasureListShape,
    handle: async (_, { delivery: { db } }) => ({ items: (await newestErasures(db)).map(asErasure) }),
  }),
  endpoint({
    method: 'get',
    path: '/erasures/{id}',
    summary: 'How far an erasure has come, and what each far end said',
    role: 'viewer',
    params: one,
    answer: erasureDetailShape,
    async handle({ params: { id }, role }, { delivery: { db }, config }) {
      const erasure = asErasure(await requireErasure(db, id))
      const [leadIds, records] = await Promise.all([leadsOf(db, id), recordsOf(db, id)])
      const items = records.map((row) => asItem(row, problemOf(config(), row.destination, row.problem), sightOf(role)))
      return { ...erasure, leadIds, items }
    },
  }),
  endpoint({
    method: 'post',
    path: '/erasures/{id}/retries',
    summary: 'Ask the far ends again where it failed, or where it was left to a person',
    role: 'operator',
    params: one,
    answer: erasureRepeatShape,
    status: 202,
    refusals: { 409: 'Nothing of it failed' },
    async handle({ params: { id }, actor }, { delivery }) {
      const records = await repeatErasure(delivery.db, id, actor)
      if (records === undefined) throw absent('No erasure has this id.')
      if (records === 0) throw conflict('Nothing of it failed or was left to a person: there is nothing to ask again.')
      runInBackground(delivery, id)
      return { erasure: id, records }
    },
  }),
]

/** Runs in this process; if the process ends, a worker continues the erasure. */
function runInBackground(context: ApiContext['delivery'], id: string): void {
  void runErasures(context).catch((err) => context.log.warn({ err, erasure: id }, 'an erasure was cut short'))
}

/** @throws Refusal 400, 404 */
async function whoIs(db: ApiContext['delivery']['db'], email?: string, lead?: string): Promise<Who> {
  if (email !== undefined && lead === undefined) return { email }
  if (lead === undefined || email !== undefined) {
    const detail = 'Name the person by one of both: email, or lead. Nothing was erased.'
    throw new Refusal({ status: 400, title: 'Bad Request', detail })
  }
  const found = await findLead(db, lead)
  if (!found) throw absent('No lead has this id.')
  return found.email === '' ? { lead } : { email: found.email }
}

async function requireAsMany(context: ApiContext['delivery'], who: Who, expected: number): Promise<void> {
  const plan = await planErasure(context, who)
  if (plan.leads.length === expected) return
  const detail = `The dry run showed ${expected} leads of this person, and there are ${plan.leads.length} now. Nothing was erased.`
  throw conflict(detail, { expected, figures: asErasurePlan(plan) })
}

async function requireErasure(db: ApiContext['delivery']['db'], id: string): Promise<ErasureRow> {
  const row = await findErasure(db, id)
  if (!row) throw absent('No erasure has this id.')
  return row
}
