/** Erases a person: first the plan is shown, then the ledger is erased at once, and the far ends in the background. */
import { v7 as uuid } from 'uuid'
import type { DeliveryContext } from '../delivery/context.ts'
import {
  addressOf,
  leadAlone,
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

/**
 * Milliseconds: the process that runs an erasure renews its lease with each step. A step without a far end is shorter.
 */
const lease = 30_000

/** The address of the person, or a lead without an address. */
export type Who = { email: string } | { lead: string }

export interface ErasurePlan {
  /** Whether the leads were found by an address; else there is the one lead alone. */
  byAddress: boolean
  leads: readonly PersonsLead[]
  /** `asked`: the hub asks the far end to delete the record; else a person must delete it. */
  records: readonly (PersonsRecord & { asked: boolean })[]
}

export async function planErasure({ db, plan }: Pick<DeliveryContext, 'db' | 'plan'>, who: Who): Promise<ErasurePlan> {
  const leads = await leadsOf(db, who)
  const records = await recordsOfLeads(
    db,
    leads.map(({ id }) => id),
  )
  const { destinations } = plan()
  const asked = (one: PersonsRecord) =>
    one.reference !== '' && destinations.get(one.destination)?.destination.erase !== undefined
  return { byAddress: 'email' in who, leads, records: records.map((one) => ({ ...one, asked: asked(one) })) }
}

function leadsOf(db: DeliveryContext['db'], who: Who): Promise<PersonsLead[]> {
  return 'email' in who ? leadsOfPerson(db, addressOf(who.email)) : leadAlone(db, who.lead)
}

export interface NewErasure {
  actor: string
  who: Who
  farEnds: boolean
}

/** Enters an erasure, which `runErasures` then runs. @returns its id */
export async function enterErasure(
  { db }: Pick<DeliveryContext, 'db'>,
  { actor, who, farEnds }: NewErasure,
): Promise<string> {
  const id = uuid()
  const address = 'email' in who ? addressOf(who.email) : ''
  const leads = (await leadsOf(db, who)).map((one) => one.id)
  await startErasure(db, { id, actor, address, farEnds, leads })
  return id
}

/** Runs erasures that no process runs: new ones, those that are due to ask again, and those whose process died. */
export async function runErasures(context: DeliveryContext): Promise<void> {
  while (!context.stopping.aborted) {
    const erasure = await takeErasure(context.db, lease)
    if (!erasure) return
    // After an error (the ledger may be away for a moment) a later call continues this erasure.
    await run(context, erasure).catch(async (error: unknown) => {
      await leaseErasure(context.db, erasure.id, 1_000).catch(() => undefined)
      throw error
    })
  }
}

async function run(context: DeliveryContext, erasure: Erasure): Promise<void> {
  const { id } = erasure
  while (!context.stopping.aborted && (await eraseNext(context.db, erasure)) > 0)
    await leaseErasure(context.db, id, lease)
  while (!context.stopping.aborted) {
    const record = await dueRecord(context.db, id)
    if (!record) return finish(context, id)
    const deadline = context.plan().destinations.get(record.destination)?.policy.deadline ?? 0
    await leaseErasure(context.db, id, deadline + grace + lease)
    await eraseRecord(context, erasure, record)
  }
  await leaseErasure(context.db, id, 0)
}

/** Waits while the delivery is `sending`, because only the end of the attempt shows whether a record is there. */
async function eraseRecord(context: DeliveryContext, { far_ends: farEnds }: Erasure, record: DueRecord): Promise<void> {
  if (record.state === 'sending') {
    const message = 'The lead was being sent when it was erased; the erasure waits for the end of the attempt'
    return noteAnswer(context.db, record, { state: 'pending', message, waitMs: 1_000, attempted: false })
  }
  if (!record.mayBeThere || !farEnds) return dropRecord(context.db, record)
  const answered = await askFarEnd(context, record)
  if (answered) await noteAnswer(context.db, record, answered)
}

async function finish(context: DeliveryContext, id: string): Promise<void> {
  const due = await nextDue(context.db, id)
  if (due !== undefined) return leaseErasure(context.db, id, Math.max(due, 0))
  if (!(await finishErasure(context.db, id))) return leaseErasure(context.db, id, 0)
  const done = await findErasure(context.db, id)
  const { erased = 0, absent = 0, failed = 0, 'by-hand': byHand = 0 } = done?.records ?? {}
  context.log.info({ erasure: id, leads: done?.leads, erased, absent, byHand, failed }, 'erasure done')
}
