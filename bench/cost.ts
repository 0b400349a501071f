/** What a lead costs this machine at a steady rate, in all processes, next to the bare hub. */
import type { Bench } from './bench.ts'
import { figure, median } from './figures.ts'
import { profileSection } from './profile.ts'
import type { Section } from './report.ts'
import { type Measured, type Round, steadyProfile, steadyRounds } from './steady.ts'

const rate = 100

const section = {
  name: 'Cost of a lead',
  about: [
    `CPU time per lead with three https deliveries at a steady ${rate} leads/s (role \`all\`, one process, default`,
    'concurrency), of the hub, of all of PostgreSQL’s processes and of Redis. The baseline, in turns with it and under the',
    'same sender, is a bare hub without a ledger: Express, BullMQ on Redis with a job per delivery, axios; with its Redis.',
    'Commits and WAL bytes hold what an idle hub writes besides.',
  ].join(' '),
  head: [
    ...['queue', 'hub µs', 'PostgreSQL µs', 'Redis µs', 'all µs', 'bare hub µs', 'ratio'],
    ...['commits per lead', 'WAL bytes per lead'],
  ],
}

export async function cost(cli: Bench): Promise<Section[]> {
  const load = cli.quick ? { rate, seconds: 5, warmUp: 3 } : { rate, seconds: 30, warmUp: 15 }
  const tell = (_: string, round: Round) => `${figure(all(round.ours))} µs a lead, bare ${figure(all(round.bare))} µs`
  const found = await steadyRounds(cli, load, tell)
  const rows = [...found].map(([backend, rounds]) => {
    const of = (pick: (round: Round) => number) => figure(median(rounds.map(pick)))
    return [
      backend,
      of(({ ours }) => perLead(ours, ours.cpu.own * 1_000)),
      of(({ ours }) => perLead(ours, ours.cpu.postgres * 1_000)),
      of(({ ours }) => perLead(ours, ours.cpu.redis * 1_000)),
      of(({ ours }) => all(ours)),
      of(({ bare }) => all(bare)),
      of(({ ours, bare }) => all(ours) / all(bare)),
      of(({ ours }) => perLead(ours, ours.writes.commits)),
      of(({ ours }) => perLead(ours, ours.writes.walBytes)),
    ]
  })
  const profiles: Section[] = []
  for (const backend of cli.backends) {
    profiles.push(profileSection(`Cost profile, ${backend}`, await steadyProfile(cli, backend, load)))
  }
  return [{ ...section, rows }, ...profiles]
}

function all(measured: Measured): number {
  return perLead(measured, measured.cpu.all * 1_000)
}

function perLead({ trips }: Measured, amount: number): number {
  return amount / trips.leads
}
