/** Uncertain deliveries are settled: by the far end, which is asked, or by an operator's word. */
import { z } from 'zod'
import { findLookup, type LookupRow, newestLookups } from '../ledger/lookups.ts'
import { lookUpOne } from '../operations/look-up.ts'
import { enterLookup, planLookup, runLookups, stopLookup } from '../operations/look-up-many.ts'
import { type NotSettled, settleByWord } from '../operations/settle.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { deliveryFilter } from './filters.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { sightOf } from './privacy.ts'
import { absent, conflict, type Refusal } from './refusal.ts'
import { asBulk } from './shapes/bulk.ts'
import {
  asLookup,
  lookedUpShape,
  lookupAnswerShape,
  lookupListShape,
  lookupShape,
  settledShape,
} from './shapes/lookup.ts'
import { orNull } from './shapes/named.ts'
import { outcome, reason } from './word.ts'

const one = z.strictObject({ id: z.uuid() })
const { state: _state, ...filter } = deliveryFilter

const notOpen = 'It is being sent, was delivered, or no attempt of it may have arrived'

export const lookupEndpoints = [
  endpoint({
    method: 'post',
    path: '/deliveries/{id}/lookups',
    summary: 'Ask the far end whether it has the record; if so, the delivery becomes delivered with that receipt',
    role: 'operator',
    params: one,
    answer: lookedUpShape,
    refusals: { 409: notOpen },
    async handle({ params: { id }, actor, unchanged }, { delivery }) {
      const { done, refused } = await lookUpOne(delivery, { actor, delivery: id, unchanged })
      if (!done) throw refusal(refused)
      const { result, was, state, receipt, why } = done
      return {
        ...{ delivery: id, result, was, state },
        receipt: receipt
          ? { outcome: receipt.outcome, reference: receipt.reference ?? null, link: receipt.link ?? null }
          : null,
        reason: why
          ? { class: why.class ?? null, code: orNull(why.code), problem: orNull(why.problem), message: why.message }
          : null,
      }
    },
  }),
  endpoint({
    method: 'post',
    path: '/deliveries/{id}/settlements',
    summary: 'Settle a delivery that may have arrived, by the word of a person who looked there',
    role: 'operator',
    params: one,
    body: z.strictObject({
      outcome,
      reference: z.string().trim().min(1).max(400).optional().meta({ description: "The far end's id of the record." }),
      link: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .optional()
        .meta({ description: 'Where the record can be seen.' }),
      reason,
    }),
    answer: settledShape,
    refusals: { 409: `${notOpen}; or it is in line, and did not arrive` },
    async handle({ params: { id }, body, actor, unchanged }, { delivery }) {
      const { done, refused } = await settleByWord(delivery, { actor, delivery: id, unchanged }, body)
      if (!done) throw refusal(refused)
      return { delivery: id, ...done }
    },
  }),
  endpoint({
    method: 'post',
    path: '/lookups',
    summary:
      'Look up all uncertain deliveries that a filter means; with dryRun only say how many. Runs in the background',
    role: 'operator',
    body: z.strictObject({ ...filter, ...preview }),
    answer: lookupAnswerShape,
    status: 202,
    isDone: (answer) => 'dryRun' in answer,
    refusals: { 409: figuresChanged },
    async handle({ body: { dryRun, expected, asOf, ...meant }, actor, role }, { delivery }) {
      const shown = { dryRun, expected, asOf }
      const plan = await previewed(shown, (marker) => planLookup(delivery, meant, marker), asBulk)
      if (dryRun) return { dryRun, ...asBulk(plan) }
      const id = await enterLookup(delivery, actor, plan)
      // Runs in this process; if the process ends, a worker continues the look-up.
      void runLookups(delivery).catch((err) => delivery.log.warn({ err, lookup: id }, 'a look-up was cut short'))
      return asLookup(await requireLookup(delivery.db, id), sightOf(role))
    },
  }),
  endpoint({
    method: 'get',
    path: '/lookups',
    summary: 'Look-ups of many, newest first',
    role: 'viewer',
    answer: lookupListShape,
    handle: async ({ role }, { delivery: { db } }) => ({
      items: (await newestLookups(db)).map((row) => asLookup(row, sightOf(role))),
    }),
  }),
  endpoint({
    method: 'get',
    path: '/lookups/{id}',
    summary: 'How far a look-up of many has come, and what the far end said',
    role: 'viewer',
    params: one,
    answer: lookupShape,
    handle: async ({ params: { id }, role }, { delivery: { db } }) =>
      asLookup(await requireLookup(db, id), sightOf(role)),
  }),
  endpoint({
    method: 'post',
    path: '/lookups/{id}/stops',
    summary: 'Stop a look-up of many: what it settled stays so',
    role: 'operator',
    params: one,
    answer: lookupShape,
    refusals: { 409: 'It is done' },
    async handle({ params: { id }, actor, role }, { delivery }) {
      const ended = await stopLookup(delivery, actor, id)
      const now = await requireLookup(delivery.db, id)
      if (!ended && !now.stopped) throw conflict('It is done: all of it was looked up.')
      return asLookup(now, sightOf(role))
    },
  }),
]

async function requireLookup(db: ApiContext['delivery']['db'], id: string): Promise<LookupRow> {
  const row = await findLookup(db, id)
  if (!row) throw absent('No look-up has this id.')
  return row
}

const whyNot: Readonly<Record<Exclude<NotSettled, 'unknown'>, string>> = {
  sending: 'It is being sent at this moment. Look again when the attempt has ended.',
  delivered: 'It was delivered; its receipt is the proof.',
  'not there': 'No attempt of it may have arrived: there is nothing to look up or to settle. Replay or cancel it.',
  'in line': 'It is in line: its next attempt decides. Cancel it first if it must not be sent.',
  'moved on': 'It was sent again or settled at this moment; nothing was changed. Look at it again.',
}

function refusal(refused: NotSettled): Refusal {
  if (refused === 'unknown') return absent('No delivery has this id.')
  return conflict(whyNot[refused], refused === 'sending' || refused === 'delivered' ? { state: refused } : {})
}
