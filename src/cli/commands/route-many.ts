import type { z } from 'zod'
import { foreseenShape } from '../../api/shapes/dry-run.ts'
import { page } from '../../api/shapes/named.ts'
import type { Difference } from '../../delivery/compare.ts'
import { type DryRun, dryRun } from '../../delivery/dry-run.ts'
import { parseBody } from '../../lead/body.ts'
import type { Lead } from '../../lead/lead.ts'
import type { Client } from '../client.ts'
import { answer, type Bench, clientFor, type HubOptions } from '../command.ts'
import { type LocalPlan, openLocalPlan } from '../local-plan.ts'
import { exitCodes } from '../quit.ts'
import { destinationChanges } from '../route-changes.ts'
import { manyWords } from '../route-many-words.ts'

type Foreseen = z.output<typeof foreseenShape>

/** Leads by where they would go. */
export interface Totals {
  states: Record<string, number>
  routes: Record<string, number>
  destinations: Record<string, number>
  /** `crm-eu: REQUIRED_FIELD_BLANK` */
  refused: Record<string, number>
  /** `crm-eu: title cut` */
  cut: Record<string, number>
}

export interface Changed {
  id: string
  offer: string
  differences: Difference[]
}

export interface Many {
  leads: number
  today: Totals
  /** Under the other configuration. */
  proposed: Totals | undefined
  changed: number
  /** The first of them. */
  examples: Changed[]
}

const shape = page('ForeseenPage', foreseenShape)
const mostExamples = 20

export async function routeMany(bench: Bench, filter: object, flags: HubOptions & { config?: string }): Promise<void> {
  const plan = flags.config === undefined ? undefined : await openLocalPlan(flags.config, bench)
  try {
    const found: Many = { leads: 0, today: noTotals(), proposed: plan && noTotals(), changed: 0, examples: [] }
    for await (const lead of stored(clientFor(bench, flags), filter, plan !== undefined)) consider(lead, plan, found)
    answer(bench, flags, found, () => manyWords(found, flags.config, bench.terminal.width))
    if (found.leads === 0) bench.exitWith(exitCodes.failed)
  } finally {
    await plan?.close()
  }
}

async function* stored(client: Client, filter: object, whole: boolean): AsyncGenerator<Foreseen> {
  for (let after: string | undefined; ; ) {
    const { items, next } = await client.send('POST', '/dry-runs/searches', shape, { ...filter, after, whole })
    yield* items
    if (!next) return
    after = next
  }
}

function consider(lead: Foreseen, plan: LocalPlan | undefined, found: Many): void {
  found.leads++
  add(found.today, lead)
  if (!plan || !found.proposed || !lead.stored) return
  const { raw, repeat, approved } = lead.stored
  const whole = {
    ...(lead.stored.lead as unknown as Omit<Lead, 'raw'>),
    get raw(): unknown {
      return parseBody(Buffer.from(raw, 'base64'))
    },
  }
  const after = dryRun(plan, { lead: whole, repeat, approved })
  add(found.proposed, after)
  const differences = destinationChanges(lead, after)
  if (differences.length === 0) return
  found.changed++
  if (found.examples.length < mostExamples) found.examples.push({ id: lead.id, offer: lead.offer, differences })
}

function noTotals(): Totals {
  return { states: {}, routes: {}, destinations: {}, refused: {}, cut: {} }
}

function add(totals: Totals, { state, destinations }: Pick<Foreseen, 'state' | 'destinations'> | DryRun): void {
  const one = (counts: Record<string, number>, key: string) => {
    counts[key] = (counts[key] ?? 0) + 1
  }
  one(totals.states, state)
  for (const route of new Set(destinations.map((each) => each.route))) one(totals.routes, route)
  for (const { destination, refused, notes } of destinations) {
    one(totals.destinations, destination)
    if (refused) one(totals.refused, `${destination}: ${refused.message}`)
    // `title cut from 300 to 128 characters`: of many leads the field alone is told.
    for (const note of notes) {
      const field = / cut from /.test(note) ? note.replace(/ cut from .*$/, ' cut') : undefined
      if (field) one(totals.cut, `${destination}: ${field}`)
    }
  }
}
