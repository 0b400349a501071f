/** The first page: does everything arrive, and what does a person do first? */
import { deliveredLately } from '../ledger/figures/lately.ts'
import { leadTallies } from '../ledger/figures/tallies.ts'
import { listChannels } from '../ledger/notify/channels.ts'
import { pageOfAlerts } from '../ledger/notify/reads.ts'
import { listPolls } from '../ledger/polls.ts'
import { hasBegun, hasWorker, strandedLeads, unfinishedSince } from '../ledger/reads/arrivals.ts'
import { listDestinations } from '../ledger/reads/destinations.ts'
import { nextAttempts, testsAmong } from '../ledger/reads/groups.ts'
import { pilesSoFar } from '../ledger/reads/piles.ts'
import { readSilence } from '../notify/silence/read.ts'
import { silenceFindings, unexplained } from '../notify/silence/snapshot.ts'
import { sourceOf } from '../sources/open.ts'
import { furtherAlerts } from './alerts.ts'
import { entryOf, problemOf } from './catalogue.ts'
import { endpoint } from './endpoint.ts'
import { overviewShape } from './shapes/overview.ts'
import { arrives, recovering, type Situation, toDo } from './to-do.ts'

const hour = 3_600_000

export const firstPageEndpoints = [
  endpoint({
    method: 'get',
    path: '/overview',
    summary: 'Whether everything arrives, what needs a person first, and what recovers by itself',
    role: 'viewer',
    answer: overviewShape,
    async handle(_, api) {
      const { db } = api.delivery
      const config = api.config()
      const since = new Date(Math.floor(Date.now() / hour) * hour - 23 * hour)
      const [
        piles,
        destinations,
        attempts,
        stranded,
        worker,
        polls,
        silence,
        delivered,
        tallies,
        unfinished,
        alerts,
        channels,
        began,
      ] = await Promise.all([
        pilesSoFar(db),
        listDestinations(db),
        nextAttempts(db),
        strandedLeads(db),
        hasWorker(db),
        listPolls(db),
        readSilence(db, config),
        deliveredLately(db),
        leadTallies(db, { from: since, to: new Date(), by: 'hour', test: 'both' }),
        unfinishedSince(db, since),
        pageOfAlerts(db, { state: ['open'] }, { limit: 200 }),
        listChannels(db),
        hasBegun(db),
      ])
      const situation: Situation = {
        piles,
        tests: await testsAmong(db, piles),
        destinations,
        attempts,
        stranded,
        hasWorker: worker,
        complaints: api.complaints().length,
        failing: polls.filter((poll) => isPolled(poll.source) && poll.failures > 0),
        channels: channels.map((row) => ({ ...row, problem: entryOf(config, row.problem) ?? undefined })),
        quiet: unexplained(silenceFindings(silence)),
        expiries: [...api.delivery.plan().destinations].flatMap(([destination, { destination: far }]) =>
          (far.expiries?.() ?? []).map(({ setting, at }) => ({ destination, setting, at })),
        ),
        problem: (destination, id) => problemOf(config, destination, id) ?? undefined,
        now: new Date(),
      }
      const first = toDo(situation)
      const came = (tests: boolean) =>
        tallies.reduce((sum, { test, received }) => (test === tests ? sum + received : sum), 0)
      const notArrived = Object.values(unfinished).reduce((sum, count) => sum + count, 0)
      return {
        since: since.toISOString(),
        began,
        arrives: arrives(first),
        // The newest leads of a busy hour may not be in the count of received leads yet.
        leads: {
          received: Math.max(came(false), notArrived),
          arrived: Math.max(0, came(false) - notArrived),
          ...unfinished,
        },
        tests: came(true),
        first,
        recovers: recovering(situation),
        alerts: furtherAlerts(alerts.items, first, config),
        delivered: [...delivered.values()].reduce((sum, { day }) => sum + day, 0),
        configVersion: config.version,
      }

      function isPolled(id: string): boolean {
        const configured = config.sources.get(id)
        return configured !== undefined && sourceOf(configured).poll !== undefined
      }
    },
  }),
]
