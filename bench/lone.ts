/** One lead at a time on an idle hub: how soon it is everywhere, and what it costs, next to the bare hub. */
import type { Bench } from './bench.ts'
import { figure, median } from './figures.ts'
import type { Section } from './report.ts'
import { type Measured, type Round, steadyRounds } from './steady.ts'

const rate = 10

const section = {
  name: 'A lone lead',
  about: [
    `Leads that come one by one, ${rate} a second (role \`all\`, one process, three https destinations): milliseconds from a`,
    'lead’s POST to the last of its three arrivals, and CPU time of all processes (hub, PostgreSQL, Redis) per lead. Commits',
    'hold what an idle hub does besides. The baseline, in turns with it, is the bare hub of “Cost of a lead”.',
  ].join(' '),
  head: [
    ...['queue', 'p50 ms', 'p99 ms', 'bare p50 ms', 'bare p99 ms', 'p50 ratio'],
    ...['CPU ms per lead', 'bare CPU ms', 'CPU ratio', 'commits per lead'],
  ],
}

export async function lone(cli: Bench): Promise<Section[]> {
  const load = cli.quick ? { rate, seconds: 5, warmUp: 3 } : { rate, seconds: 20, warmUp: 20 }
  const tell = (_: string, { ours, bare }: Round) =>
    `p50 ${figure(ours.trips.p50)} ms, ${figure(cpu(ours))} ms CPU; bare ${figure(bare.trips.p50)} and ${figure(cpu(bare))}`
  const found = await steadyRounds(cli, load, tell)
  const rows = [...found].map(([backend, rounds]) => {
    const of = (pick: (round: Round) => number) => figure(median(rounds.map(pick)))
    return [
      backend,
      of(({ ours }) => ours.trips.p50),
      of(({ ours }) => ours.trips.p99),
      of(({ bare }) => bare.trips.p50),
      of(({ bare }) => bare.trips.p99),
      of(({ ours, bare }) => ours.trips.p50 / bare.trips.p50),
      of(({ ours }) => cpu(ours)),
      of(({ bare }) => cpu(bare)),
      of(({ ours, bare }) => cpu(ours) / cpu(bare)),
      of(({ ours }) => ours.writes.commits / ours.trips.leads),
    ]
  })
  return [{ ...section, rows }]
}

function cpu({ cpu: { all }, trips }: Measured): number {
  return all / trips.leads
}
