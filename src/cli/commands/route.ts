import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import { withBody } from '../../lead/body.ts'
import type { Lead } from '../../lead/lead.ts'
import { dryRun } from '../../operations/dry-run.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand, isId } from '../command.ts'
import { given, type PeriodFlags, period, periodOptions } from '../filter-options.ts'
import { formatChanges, formatDryRun } from '../format-route.ts'
import { openLocalPlan } from '../local-plan.ts'
import type { FilterOf } from '../pages.ts'
import { usage } from '../quit.ts'
import { changesOf, runOf } from '../route-changes.ts'
import { routeMany } from './route-many.ts'

interface Flags extends HubOptions, PeriodFlags {
  lead?: string
  source?: string
  offer?: string
  config?: string
  last?: string
  state?: FilterOf<'/leads'>['state']
  email?: string
}

export function routeCommand(cli: Cli): Command {
  const command = periodOptions(
    hubCommand('route', 'tell where leads would go and what would be sent; sends nothing', cli),
  )
    .argument('[lead]', 'id of a stored lead')
    .option('--lead <file>', 'a body as a sender would post it, or the id of a stored lead')
    .option('--source <id>', 'with --lead: the source that would get the body; else: the source of the stored leads')
    .option('--offer <offer>', 'with --lead: the offer as in ?offer=; else: publisher.offer of the stored leads')
    .option('--last <duration>', 'all stored leads of the last 12h, 7d')
    .option('--state <states>', 'stored leads in these states', (text) => text.split(','))
    .option('--email <address>', 'stored leads of this person')
    .option('--config <file>', 'another config.yaml; shows the differences under it')
  return command.action(async (id: string | undefined, flags: Flags) => {
    const lead = id ?? flags.lead
    const { state, email } = flags
    const filter = given({ state, email, ...period({ ...flags, ...given({ since: flags.since ?? flags.last }) }) })
    if (lead !== undefined) {
      if (Object.keys(filter).length > 0) throw usage('Give one lead, or a filter for stored leads, not both.')
      return routeOne(cli, lead, flags)
    }
    const { source, offer } = flags
    const meant = { ...filter, ...given({ source, offer }) }
    if (Object.keys(meant).length === 0) throw usage('Give a lead, --lead <file>, --last 7d, or another filter.')
    return routeMany(cli, meant, flags)
  })
}

type Run = Answer<'post /dry-runs'>

async function routeOne(cli: Cli, lead: string, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const asked = isId(lead) ? { lead } : await sentTo(client, contentOf(lead), flags)
  const run = await client.call('post /dry-runs', { body: asked })
  if (flags.config === undefined) {
    return answer(cli, flags, run, () => formatDryRun(run, cli.terminal.width))
  }
  const raw = 'body' in asked ? Buffer.from(asked.body) : await rawOf(client, lead)
  const after = await dryRunUnder(cli, flags.config, run, raw)
  const changes = changesOf(run, after)
  answer(cli, flags, { before: run, after, ...changes }, () => formatChanges(flags.config ?? '', changes))
}

async function sentTo(client: Client, body: string, { source, offer }: Flags) {
  const id = source ?? (await onlySource(client))
  return { source: id, body, ...given({ offer }) }
}

async function onlySource(client: Client): Promise<string> {
  const { items } = await client.call('get /sources')
  const [first] = items
  if (first && items.length === 1) return first.id
  throw usage(`Name the source of the body: --source ${items.map(({ id }) => id).join(' or --source ')}.`)
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw usage(`${file} cannot be read, and is no id of a lead.`)
  }
}

async function rawOf(client: Client, id: string): Promise<Buffer> {
  const { raw } = await client.call('get /leads/{id}', { params: { id }, query: { raw: true } })
  return Buffer.from(raw?.body ?? '', raw?.encoding)
}

/** The dry run of the same lead under the configuration of a file. */
async function dryRunUnder(cli: Cli, file: string, { lead, repeat, approved }: Run, raw: Buffer): Promise<Run> {
  const plan = await openLocalPlan(file, cli)
  try {
    const whole = withBody(lead as unknown as Omit<Lead, 'raw'>, raw)
    return runOf(dryRun(plan, { lead: whole, repeat, approved }), {
      lead,
      repeat,
      approved,
      configVersion: plan.config.version,
    })
  } finally {
    await plan.close()
  }
}
