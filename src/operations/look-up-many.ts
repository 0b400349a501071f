/** Looks up all uncertain deliveries that match a filter, in the background, no faster than their destinations allow. */
import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuid } from 'uuid'
import { grace } from '../delivery/attempt.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { lookUp, whyNoLookUp } from '../delivery/look-up.ts'
import { audit } from '../ledger/audit.ts'
import {
  advanceLookup,
  endLookup,
  type LookupPart,
  type LookupRow,
  leaseLookup,
  lockLeads,
  nextToLookUp,
  startLookup,
  type ToLookUp,
  takeLookup,
} from '../ledger/lookups.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import type { FilterCount } from '../ledger/reads/filter-counts.ts'
import { type BulkPlan, inAudit, planBulk } from './bulk.ts'
import { gone, type LeftOut } from './left-out.ts'
import { settleBy } from './look-up.ts'

/** Milliseconds: the process that runs a look-up renews its lease with each part. */
const lease = 30_000

/** So many failures in a row end a look-up, because the far end does not answer at all. */
const mostFailures = 5

export function planLookup(
  { db, plan }: Pick<DeliveryContext, 'db' | 'plan'>,
  filter: DeliveryFilter,
  asOf?: string,
): Promise<BulkPlan> {
  const { destinations } = plan()
  const whyNot = ({ possible, destination }: FilterCount): LeftOut | undefined => {
    if (!possible) return gone
    const opened = destinations.get(destination)
    const why = whyNoLookUp(opened)
    return why === undefined ? undefined : { code: opened ? 'no-look-up' : 'removed', why }
  }
  return planBulk(db, { filter: { ...filter, state: ['uncertain'] }, taken: ['uncertain'] }, whyNot, asOf)
}

/** Enters a look-up, which `runLookups` then runs. @returns its id */
export async function enterLookup({ db }: Pick<DeliveryContext, 'db'>, actor: string, plan: BulkPlan): Promise<string> {
  const id = uuid()
  const { filter, total, asOf, taken } = plan
  // Only these can be asked, so that the progress reaches the total.
  const destination = [...new Set(taken.map((one) => one.destination))]
  await db.transaction().execute(async (tx) => {
    await startLookup(tx, { id, actor, filter: { ...filter, destination }, total, asOf })
    await audit(tx, { actor, action: 'look-up-many', subject: id, detail: { filter: inAudit(filter), total } })
  })
  return id
}

/** @returns whether the look-up was still running */
export function stopLookup({ db }: Pick<DeliveryContext, 'db'>, actor: string, id: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const stopped = await endLookup(tx, id, true)
    if (!stopped) return false
    const { total, found, absent, cannot } = stopped
    await audit(tx, {
      actor,
      action: 'stop',
      subject: id,
      detail: { lookup: true, total, done: found + absent + cannot },
    })
    return true
  })
}

/** Runs look-ups that no process runs: new ones, and those whose process died. */
export async function runLookups(context: DeliveryContext): Promise<void> {
  while (!context.stopping.aborted) {
    const lookup = await takeLookup(context.db, lease)
    if (!lookup) return
    await run(context, lookup)
  }
}

async function run(context: DeliveryContext, begun: LookupRow): Promise<void> {
  const { db, stopping } = context
  let failures = 0
  for (let lookup: LookupRow | undefined = begun; lookup; ) {
    const [part, pace] = nextPart(context, await nextToLookUp(db, lookup, mostAtOnce))
    const last = part.at(-1)
    if (!last) return end(context, lookup, false)
    const deadline = context.plan().destinations.get(last.destination)?.policy.deadline ?? 0
    if (!(await leaseLookup(db, lookup.id, deadline + grace + lease))) return
    const results = await lookUpPart(context, lookup, part)
    if (stopping.aborted || !results) return void (await leaseLookup(db, lookup.id, 0))
    lookup = results.now
    failures = results.failed === part.length ? failures + results.failed : 0
    if (lookup && failures >= mostFailures) return end(context, lookup, true)
    if (lookup && !(await waited(context, lookup.id, pace))) return
  }
}

const mostAtOnce = 20

/** @returns the deliveries that are looked up at once, and the milliseconds until the next part */
function nextPart({ plan }: DeliveryContext, found: readonly ToLookUp[]): [ToLookUp[], number] {
  const [first] = found
  const policy = first && plan().destinations.get(first.destination)?.policy
  const rate = policy?.rate
  const atOnce = rate ? 1 : (policy?.concurrency ?? 1)
  const part = found.filter(({ destination }) => destination === first?.destination).slice(0, atOnce)
  return [part, rate ? rate.per / rate.max : 0]
}

/** The answers of a part and its progress are stored in one transaction. @returns undefined if a stop cut it short */
async function lookUpPart(context: DeliveryContext, lookup: LookupRow, part: readonly ToLookUp[]) {
  const answers = await Promise.all(part.map(async (one) => [one, await lookUp(context, one)] as const))
  if (context.stopping.aborted) return undefined
  return context.db.transaction().execute(async (tx) => {
    const results: LookupPart & { failed: number } = { found: 0, absent: 0, cannot: 0, failed: 0 }
    if (!(await leaseLookup(tx, lookup.id, lease))) return { now: undefined, failed: 0 }
    await lockLeads(
      tx,
      part.map(({ leadId }) => leadId),
    )
    for (const [one, answer] of answers) {
      const { result, why } = await settleBy(tx, lookup.actor, one, answer)
      results[result]++
      if (why) results.why = why
      if (why?.class === 'transient' || why?.class === 'configuration') results.failed++
    }
    const now = await advanceLookup(tx, lookup, part.at(-1)!, results)
    if (!now) throw new Error('another process runs this look-up')
    return { now, failed: results.failed }
  })
}

/** Waits in short steps, so that the lease lasts and a stop is noticed. @returns false if the look-up has ended */
async function waited({ db, stopping }: DeliveryContext, id: string, ms: number): Promise<boolean> {
  for (let left = ms; left > 0; left -= 5_000) {
    await pause(Math.min(left, 5_000), undefined, { signal: stopping }).catch(() => undefined)
    if (!(await leaseLookup(db, id, stopping.aborted ? 0 : lease)) || stopping.aborted) return false
  }
  return true
}

async function end({ db, log }: DeliveryContext, { id }: LookupRow, gaveUp: boolean): Promise<void> {
  const ended = await endLookup(db, id, gaveUp)
  if (!ended) return
  const { total, found, absent, cannot } = ended
  const line = { lookup: id, total, found, absent, cannot }
  if (gaveUp) log.warn(line, 'look-up of many given up: the far end does not answer')
  else log.info(line, 'look-up of many done')
}
