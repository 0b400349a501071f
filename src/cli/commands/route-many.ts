import type { Answer } from '../../client/operations.ts'
import { withBody } from '../../lead/body.ts'
import type { Lead } from '../../lead/lead.ts'
import { dryRun } from '../../operations/dry-run.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions } from '../command.ts'
import { formatTotals } from '../format-routes.ts'
import { type LocalPlan, openLocalPlan } from '../local-plan.ts'
import type { FilterOf } from '../pages.ts'
import { exitCodes } from '../quit.ts'
import { destinationChanges } from '../route-changes.ts'
import { add, type Many, noTotals } from '../route-totals.ts'

type Foreseen = Answer<'post /dry-runs/searches'>['items'][number]

const maxExamples = 20

export async function routeMany(
  cli: Cli,
  filter: FilterOf<'/leads'>,
  flags: HubOptions & { config?: string },
): Promise<void> {
  const plan = flags.config === undefined ? undefined : await openLocalPlan(flags.config, cli)
  try {
    const found: Many = { leads: 0, today: noTotals(), proposed: plan && noTotals(), changed: 0, examples: [] }
    for await (const lead of stored(clientFor(cli, flags), filter, plan !== undefined)) compareLead(lead, plan, found)
    answer(cli, flags, found, () => formatTotals(found, flags.config, cli.terminal.width))
    if (found.leads === 0) cli.exitWith(exitCodes.failed)
  } finally {
    await plan?.close()
  }
}

async function* stored(client: Client, filter: FilterOf<'/leads'>, whole: boolean): AsyncGenerator<Foreseen> {
  for (let after: string | undefined; ; ) {
    const { items, next } = await client.call('post /dry-runs/searches', { body: { ...filter, after, whole } })
    yield* items
    if (!next) return
    after = next
  }
}

function compareLead(lead: Foreseen, plan: LocalPlan | undefined, found: Many): void {
  found.leads++
  add(found.today, lead)
  if (!plan || !found.proposed || !lead.stored) return
  const { raw, repeat, approved } = lead.stored
  const whole = withBody(lead.stored.lead as unknown as Omit<Lead, 'raw'>, Buffer.from(raw, 'base64'))
  const after = dryRun(plan, { lead: whole, repeat, approved })
  add(found.proposed, after)
  const differences = destinationChanges(lead, after)
  if (differences.length === 0) return
  found.changed++
  if (found.examples.length < maxExamples) found.examples.push({ id: lead.id, offer: lead.offer, differences })
}
