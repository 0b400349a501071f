import { z } from 'zod'
import { throttle } from '../async/throttle.ts'
import { marksOf } from '../ledger/reads/changes.ts'
import { type ChangeFeed, openChangeFeed } from './change-feed.ts'
import { type ApiContext, endpoint, live } from './endpoint.ts'
import { named } from './shapes/named.ts'

/** Milliseconds between two log lines while the ledger cannot be looked at. */
const logEvery = 60_000

/** The feed of this hub. It tells of its own configuration, and of the ledger that all hubs share. */
export function changeFeedOf({ delivery: { db, log }, config, complaints }: Omit<ApiContext, 'changes'>): ChangeFeed {
  return openChangeFeed({
    look: async () => new Map([...(await marksOf(db)), ['config', JSON.stringify([config().version, complaints()])]]),
    onError: throttle<unknown>(logEvery, (err, untold) => {
      log.warn({ err, untold: untold || undefined }, 'the ledger could not be looked at for changes')
    }),
  })
}

const changeShape = named(
  'Change',
  z.array(z.string()).meta({
    description:
      'Names of what changed, such as `leads`, `deliveries`, `destination:crm-eu`, `replay:<id>`, `audit`; or ' +
      '`everything`, if the hub cannot tell.',
  }),
)

export const changeEndpoints = [
  endpoint({
    method: 'get',
    path: '/changes',
    summary: 'What changes, as server-sent events with the names alone; read again what you show',
    role: 'viewer',
    answer: live,
    streams: { 'text/event-stream': changeShape },
    refusals: { 429: 'Too many listeners, or too many wrong tokens from this address' },
    handle: ({ actor }, { changes }) => ({ open: (last, send) => changes.listen(actor, last, send) }),
  }),
]
