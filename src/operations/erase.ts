/** Erases a person: told first, then the ledger at once, then far end by far end in the background. */
import { v7 as uuid } from 'uuid'
import type { Yard } from '../delivery/context.ts'
import {
  addressOf,
  leadsOfPerson,
  type PersonsLead,
  type PersonsRecord,
  recordsOfLeads,
} from '../ledger/erasure/person.ts'
import { type DueRecord, dropRecord, dueRecord, nextDue, noteAnswer } from '../ledger/erasure/records.ts'
import {
  type Erasure,
  eraseNext,
  findErasure,
  finishErasure,
  leaseErasure,
  startErasure,
  takeErasure,
} from '../ledger/erasure/runs.ts'
import { askFarEnd, grace } from './erase-far-end.ts'

/** Whoever runs an erasure says so again with every step; this is the longest that a step without a far end takes. */
const lease = 30_000

export interface ErasurePlan {
  leads: readonly PersonsLead[]
  /** `asked`: the far end deletes for the hub; else a person does. */
  records: readonly (PersonsRecord & { asked: boolean })[]
}

export async function planErasure({ db, plan }: Pick<Yard, 'db' | 'plan'>, email: string): Promise<ErasurePlan> {
  const leads = await leadsOfPerson(db, addressOf(email))
  const records = await recordsOfLeads(
    db,
    leads.map(({ id }) => id),
  )
  const { tracks } = plan()
  const asked = (one: PersonsRecord) =>
    one.reference !== '' && tracks.get(one.destination)?.destination.erase !== undefined
  return { leads, records: records.map((one) => ({ ...one, asked: asked(one) })) }
}

export interface NewErasure {
  actor: string
  email: string
  farEnds: boolean
}

/** Enters the erasure; `runErasures` does it. @returns its id */
export async function enterErasure({ db }: Pick<Yard, 'db'>, { actor, email, farEnds }: NewErasure): Promise<string> {
  const id = uuid()
  const address = addressOf(email)
  const leads = (await leadsOfPerson(db, address)).map((one) => one.id)
  await startErasure(db, { id, actor, address, farEnds, leads })
  return id
}

/** Runs what nobody runs: new erasures, those whose time to ask again has come, those whose process died half-way. */
export async function runErasures(yard: Yard): Promise<void> {
  while (!yard.stopping.aborted) {
    const erasure = await takeErasure(yard.db, lease)
    if (!erasure) return
    // Whatever went wrong (a ledger away for a moment), another round goes on with it.
    await run(yard, erasure).catch(async (error: unknown) => {
      await leaseErasure(yard.db, erasure.id, 1_000).catch(() => undefined)
      throw error
    })
  }
}

async function run(yard: Yard, erasure: Erasure): Promise<void> {
  const { id } = erasure
  while (!yard.stopping.aborted && (await eraseNext(yard.db, erasure)) > 0) await leaseErasure(yard.db, id, lease)
  while (!yard.stopping.aborted) {
    const record = await dueRecord(yard.db, id)
    if (!record) return conclude(yard, id)
    const deadline = yard.plan().tracks.get(record.destination)?.policy.deadline ?? 0
    await leaseErasure(yard.db, id, deadline + grace + lease)
    await attend(yard, erasure, record)
  }
  await leaseErasure(yard.db, id, 0)
}

/** A try that is still under way is waited for: only then is it known what is there. */
async function attend(yard: Yard, { far_ends: farEnds }: Erasure, record: DueRecord): Promise<void> {
  if (record.state === 'sending') {
    const message = 'It was being sent when it was erased; the end of the try is waited for'
    return noteAnswer(yard.db, record, { state: 'pending', message, waitMs: 1_000, tried: false })
  }
  if (!record.mayBeThere || !farEnds) return dropRecord(yard.db, record)
  const answered = await askFarEnd(yard, record)
  if (answered) await noteAnswer(yard.db, record, answered)
}

async function conclude(yard: Yard, id: string): Promise<void> {
  const due = await nextDue(yard.db, id)
  if (due !== undefined) return leaseErasure(yard.db, id, Math.max(due, 0))
  if (!(await finishErasure(yard.db, id))) return leaseErasure(yard.db, id, 0)
  const done = await findErasure(yard.db, id)
  const { erased = 0, absent = 0, failed = 0, 'by-hand': byHand = 0 } = done?.records ?? {}
  yard.log.info({ erasure: id, leads: done?.leads, erased, absent, byHand, failed }, 'erasure done')
}
