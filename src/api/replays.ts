import { z } from 'zod'
import { findReplay, newestReplays, type ReplayRow, statesOfReplay } from '../ledger/replays.ts'
import { type Again, cancel, type Refused, replay } from '../operations/replay.ts'
import { enterReplay, planReplay, runReplays, stopReplay } from '../operations/replay-many.ts'
import { type NotTakenBack, planUndo, runUndos, undoDelivery, undoReplay } from '../operations/undo.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { deliveryFilter } from './filters.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { type Sight, sightOf } from './privacy.ts'
import { absent, conflict, type Refusal } from './refusal.ts'
import { asBulk } from './shapes/bulk.ts'
import {
  asReplay,
  asReplayDetail,
  cancelledShape,
  replayAnswerShape,
  replayDetailShape,
  replayedShape,
  replayListShape,
  undoAnswerShape,
  undoneShape,
} from './shapes/replay.ts'

const one = z.strictObject({ id: z.uuid() })
const again = z.boolean().default(false).meta({ description: 'Also send what was delivered, once more.' })

export const replayEndpoints = [
  endpoint({
    method: 'post',
    path: '/deliveries/{id}/replays',
    summary: 'Send one delivery again, under the same delivery id, with the mapping of today',
    role: 'operator',
    params: one,
    body: z.strictObject({ again }),
    answer: replayedShape,
    status: 202,
    refusals: { 409: 'It is being sent, was delivered, or its destination is gone' },
    async handle({ params: { id }, body, actor, unchanged }, api) {
      const { done, refused } = await replay(api.delivery, { actor, delivery: id, unchanged }, body.again)
      if (!done) throw refusal(refused, 'replay')
      const { destination, was, state } = done
      return { delivery: id, destination, was, state, notes: notesOn(api, done) }
    },
  }),
  endpoint({
    method: 'post',
    path: '/deliveries/{id}/cancellations',
    summary: 'Give one delivery up; it is not tried again by itself',
    role: 'operator',
    params: one,
    answer: cancelledShape,
    refusals: { 409: 'It is being sent, or was delivered' },
    async handle({ params: { id }, actor, unchanged }, { delivery }) {
      const { done, refused } = await cancel(delivery, { actor, delivery: id, unchanged })
      if (!done) throw refusal(refused, 'cancel')
      return { delivery: id, was: done, state: 'cancelled' as const }
    },
  }),
  endpoint({
    method: 'post',
    path: '/replays',
    summary: 'Send again all that a filter means; with dryRun only say how many. Runs in the background',
    role: 'operator',
    body: z.strictObject({ ...deliveryFilter, again, ...preview }),
    answer: replayAnswerShape,
    status: 202,
    isDone: (answer) => 'dryRun' in answer,
    refusals: { 409: figuresChanged },
    async handle({ body: { dryRun, expected, asOf, again: delivered, ...filter }, actor, role }, { delivery }) {
      const shown = { dryRun, expected, asOf }
      const plan = await previewed(shown, (marker) => planReplay(delivery, filter, delivered, marker), asBulk)
      if (dryRun) return { dryRun, ...asBulk(plan) }
      const id = await enterReplay(delivery, { actor, again: delivered }, plan)
      // Runs in this process; if the process ends, a worker continues the replay.
      void runReplays(delivery).catch((err) => delivery.log.warn({ err, replay: id }, 'a replay was cut short'))
      return asReplay(await requireReplay(delivery.db, id), sightOf(role))
    },
  }),
  endpoint({
    method: 'get',
    path: '/replays',
    summary: 'Replays of many, newest first',
    role: 'viewer',
    answer: replayListShape,
    handle: async ({ role }, { delivery: { db } }) => ({
      items: (await newestReplays(db)).map((row) => asReplay(row, sightOf(role))),
    }),
  }),
  endpoint({
    method: 'get',
    path: '/replays/{id}',
    summary: 'How far a replay of many has come, and where its deliveries are now',
    role: 'viewer',
    params: one,
    answer: replayDetailShape,
    handle: ({ params: { id }, role }, { delivery: { db } }) => describe(db, id, sightOf(role)),
  }),
  endpoint({
    method: 'post',
    path: '/replays/{id}/stops',
    summary: 'Stop a replay of many: what it put in line stays there, nothing more comes',
    role: 'operator',
    params: one,
    answer: replayDetailShape,
    refusals: { 409: 'It is done' },
    async handle({ params: { id }, actor, role, unchanged }, { delivery }) {
      const ended = await stopReplay(delivery, { actor, replay: id, unchanged })
      const now = await requireReplay(delivery.db, id)
      if (!ended && !now.stopped) throw conflict('It is done: all of it is in line, and stays there.')
      return describe(delivery.db, id, sightOf(role))
    },
  }),
  endpoint({
    method: 'post',
    path: '/replays/{id}/undos',
    summary:
      'Take back what a replay of many put in line and what was not attempted since; stops it first. With dryRun only say how many. Runs in the background',
    role: 'operator',
    params: one,
    body: z.strictObject({ dryRun: z.boolean().default(false).meta({ description: 'Only tell what would go back.' }) }),
    answer: undoAnswerShape,
    status: 202,
    isDone: (answer) => 'dryRun' in answer,
    async handle({ params: { id }, body: { dryRun }, actor, role, unchanged }, { delivery }) {
      if (dryRun) return describeUndo(delivery, id, sightOf(role))
      if (!(await undoReplay(delivery, { actor, replay: id, unchanged }))) throw noReplay()
      // Runs in this process; if the process ends, a worker continues the undo.
      void runUndos(delivery).catch((err) => delivery.log.warn({ err, replay: id }, 'an undo was cut short'))
      return describe(delivery.db, id, sightOf(role))
    },
  }),
  endpoint({
    method: 'post',
    path: '/deliveries/{id}/undos',
    summary: 'Take back the last replay of one delivery, if no attempt has begun since',
    role: 'operator',
    params: one,
    answer: undoneShape,
    refusals: { 409: 'It was not replayed, was attempted since, or moved on otherwise' },
    async handle({ params: { id }, actor, unchanged }, { delivery }) {
      const { done, refused } = await undoDelivery(delivery, { actor, delivery: id, unchanged })
      if (!done) throw refused === 'unknown' ? noDelivery() : conflict(notTakenBack[refused])
      return { delivery: id, ...done }
    },
  }),
]

async function describe(db: ApiContext['delivery']['db'], id: string, sight: Sight) {
  return asReplayDetail(await requireReplay(db, id), await statesOfReplay(db, id), sight)
}

async function describeUndo(delivery: ApiContext['delivery'], id: string, sight: Sight) {
  const plan = await planUndo(delivery, id)
  if (!plan) throw noReplay()
  const { outcome } = await describe(delivery.db, id, sight)
  const { total, attempted, other } = plan
  return { dryRun: true as const, total, attempted, left: other + outcome.replayedAgain }
}

async function requireReplay(db: ApiContext['delivery']['db'], id: string): Promise<ReplayRow> {
  const row = await findReplay(db, id)
  if (!row) throw noReplay()
  return row
}

const noReplay = () => absent('No replay has this id.')
const noDelivery = () => absent('No delivery has this id.')

const notTakenBack: Readonly<Record<Exclude<NotTakenBack, 'unknown'>, string>> = {
  'not replayed': 'It was not replayed, or its replay was taken back: there is nothing to take back.',
  attempted:
    'An attempt has begun since the replay, so it cannot be taken back. Cancel it if it must not be sent again.',
  moved:
    'It moved on since the replay: it was cancelled or settled, or it would be in line without the replay, too. Nothing was changed.',
}

function refusal(refused: Refused, act: 'replay' | 'cancel'): Refusal {
  switch (refused) {
    case 'unknown':
      return noDelivery()
    case 'sending':
      return conflict('It is being sent at this moment. Look again when the attempt has ended.', { state: 'sending' })
    case 'delivered': {
      const what =
        act === 'replay'
          ? 'Send {"again": true} (leadyard replay --again) to send it once more.'
          : 'It cannot be taken back.'
      return conflict(`It was delivered; its receipt is the proof. ${what}`, { state: 'delivered' })
    }
    case 'gone':
      return conflict('Its destination left the configuration, or its lead was erased: there is nowhere to send it.')
  }
}

/** Notes for the person who sends a delivery again. */
function notesOn({ delivery }: ApiContext, { destination, state, mayBeThere }: Again): string[] {
  const notes: string[] = []
  const opened = delivery.plan().destinations.get(destination)
  if (mayBeThere) {
    const looks = opened?.destination.find !== undefined
    if (opened?.repeat === 'harmless') notes.push('The far end may have it already; it recognises a repeat.')
    else if (looks) notes.push('The far end may have it already; it is looked up there before it is sent.')
    else notes.push('The far end may have it already, and cannot tell a repeat: it may be there twice then.')
  }
  if (state === 'held') notes.push(`${destination} is held; it goes when the destination is released.`)
  if (state === 'waiting') notes.push(`${destination} is resting; it goes when the far end answers again.`)
  return notes
}
