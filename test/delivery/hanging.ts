import { v7 as uuid } from 'uuid'
import { expect } from 'vitest'
import type { Destination, Repeat } from '../../src/connector.ts'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { type Dispatch, openDispatch } from '../../src/delivery/dispatch.ts'
import type { OpenDestination } from '../../src/delivery/open-destination.ts'
import { claim, type Room } from '../../src/ledger/claims.ts'
import { settle } from '../../src/ledger/settlements.ts'
import { freshLedger } from '../ledger/rows.ts'
import { destinationTo } from './destination-to.ts'
import { heldLease } from './held-lease.ts'

const none = () => undefined
const silent = { debug: none, info: none, warn: none, error: none }

interface HangingOptions {
  ids?: string[]
  repeat?: Repeat
  atOnce?: number
  /** Milliseconds. @default so long that a busy machine gives nothing back */
  readyWithin?: number
}

/**
 * A dispatch over a ledger of its own; what it attempts hangs until `answer` is called, but for the first `atOnce`.
 * @param closing gets what must be closed after the test
 */
export async function openHanging(
  closing: (() => Promise<unknown>)[],
  policy: object,
  { ids = ['crm'], repeat = 'harmless', atOnce = 0, readyWithin = 600_000 }: HangingOptions = {},
) {
  const ledger = await freshLedger()
  closing.push(() => ledger.close())
  const attempted: string[] = []
  const answers: ((failure?: Error) => void)[] = []
  const deliver: Destination['deliver'] = ({ leadId }) => {
    attempted.push(leadId)
    if (attempted.length <= atOnce) return Promise.resolve({ outcome: 'created', reference: leadId })
    return new Promise((resolve, reject) =>
      answers.push((failure) => (failure ? reject(failure) : resolve({ outcome: 'created', reference: leadId }))),
    )
  }
  const opened = new Map<string, OpenDestination>(
    ids.map((id) => [id, destinationTo({ deliver }, { repeat, delivery: policy })]),
  )
  const full: string[] = []
  const failures: unknown[] = []
  const far = { claim: (rooms: Room[]) => claim(ledger.db, context.worker, rooms) }
  const outages: unknown[] = []
  const departures: string[] = []
  /** Rings that leave for other workers. */
  const rung: string[] = []
  const context = {
    db: ledger.db,
    worker: uuid(),
    log: silent,
    lease: heldLease(),
    plan: () => ({ configVersion: 'v1', destinations: opened }),
    queue: {
      ring: async (destinations: string[]) => void rung.push(...destinations),
      ringIn: async () => undefined,
    },
    settle: async (settlement: never) => (await settle(ledger.db, [settlement])).size > 0,
    claim: (rooms: Room[]) => far.claim(rooms),
    depart: async () => {
      departures.push('')
      return true
    },
    hide: (text: string) => text,
    emit: none,
    stopping: new AbortController().signal,
  } as unknown as DeliveryContext
  const dispatch: Dispatch = openDispatch(context, {
    onOutage: (error) => outages.push(error),
    onFailure: (error) => failures.push(error),
    onFull: (id) => full.push(id),
    lateCommitWithin: 300,
    readyWithin,
  })
  const answer = (failure?: Error) => {
    for (const one of answers.splice(0)) one(failure)
  }
  closing.push(async () => {
    const closed = dispatch.close()
    const answering = setInterval(() => answer(), 5)
    await closed
    clearInterval(answering)
    expect(failures).toEqual([])
  })
  const serve = () => dispatch.serve(opened as never)
  const reload = (next: object) => {
    opened.set('crm', destinationTo({ deliver }, { repeat, delivery: next }))
    serve()
  }
  return { ledger, dispatch, serve, reload, attempted, answer, full, far, context, outages, departures, rung }
}
