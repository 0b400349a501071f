import type { Command } from 'commander'
import { z } from 'zod'
import type { Answer } from '../../client/operations.ts'
import { asBegun, asPlan } from '../client.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { each } from '../each.ts'
import { type DeliveryFlags, deliveryFilter, deliveryOptions } from '../filter-options.ts'
import { plural } from '../format.ts'
import { formatPreview, shown } from '../format-bulk.ts'
import { waitForLookup } from '../progress.ts'
import { exitCodes, usage } from '../quit.ts'

interface Flags extends HubOptions, DeliveryFlags {
  all?: boolean
  dryRun?: boolean
  yes?: boolean
  stop?: string
}

export function lookUpCommand(cli: Cli): Command {
  const command = deliveryOptions(
    hubCommand('look-up', 'ask the CRM whether it has uncertain deliveries; settles them by its answer', cli),
    { state: false },
  )
    .argument('[deliveries...]', 'ids of deliveries')
    .option('--all', 'all uncertain deliveries')
    .option('--dry-run', 'only tell the number')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--stop <look-up>', 'stop a look-up of many')
  return command.action(async (ids: string[], flags: Flags) => {
    const filter = deliveryFilter(flags)
    const narrowed = Object.keys(filter).length > 0 || flags.all === true
    const given = [ids.length > 0, narrowed, flags.stop !== undefined].filter(Boolean).length
    if (given > 1) throw usage('Give deliveries, a filter, or --stop; not two of them.')
    if (flags.stop !== undefined) return stop(cli, flags.stop, flags)
    if (ids.length > 0) return lookUpNamed(cli, ids, flags)
    if (!narrowed) throw usage('Name deliveries, give a filter (--destination, …), or add --all.')
    return lookUpMany(cli, filter, flags)
  })
}

async function lookUpNamed(cli: Cli, ids: readonly string[], flags: Flags): Promise<void> {
  if (flags.dryRun) throw usage('--dry-run needs a filter.')
  const odd = ids.find((id) => !z.uuid().safeParse(id).success)
  if (odd !== undefined) throw usage(`"${odd}" is no id of a delivery. See leadyard failed --state uncertain.`)
  const client = clientFor(cli, flags)
  const done = await each(cli, ids, (id) => client.call('post /deliveries/{id}/lookups', { params: { id } }))
  if (done.some(({ result }) => result === 'cannot')) cli.exitWith(exitCodes.failed)
  answer(cli, flags, done, () => done.map(formatOne).join('\n'))
}

function formatOne({ delivery, result, state, receipt, reason }: Answer<'post /deliveries/{id}/lookups'>): string {
  if (result === 'found')
    return `${delivery}: found, ${[receipt?.outcome, receipt?.reference].filter(Boolean).join(' ')}`
  if (result === 'absent') return `${delivery}: not there, and ${state} now; leadyard replay sends it`
  const code = reason?.code ? ` [${reason.code}]` : ''
  return `${delivery}: not known, and ${state}: ${reason?.message ?? ''}${code}`
}

async function stop(cli: Cli, id: string, flags: Flags): Promise<void> {
  const after = await clientFor(cli, flags).call('post /lookups/{id}/stops', { params: { id } })
  answer(cli, flags, after, () => formatMany(after))
}

async function lookUpMany(cli: Cli, filter: object, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const plan = asPlan(await client.call('post /lookups', { body: { ...filter, dryRun: true } }))
  const words = { act: 'to look up', none: 'No uncertain delivery matches that can be looked up.' }
  if (plan.total === 0) cli.exitWith(exitCodes.failed)
  if (flags.dryRun || plan.total === 0) {
    return answer(cli, flags, plan, () => formatPreview(cli.terminal, plan, words))
  }
  if (!flags.yes) {
    cli.terminal.tell(formatPreview(cli.terminal, plan, words))
    const help = 'Add --yes to look them up, or --dry-run to only see the number.'
    const question = `Ask the CRM about ${plural(plan.total, 'delivery', 'deliveries')}?`
    if (!(await confirmed(cli, question, help))) return cli.exitWith(exitCodes.failed)
  }
  const begun = asBegun(await client.call('post /lookups', { body: { ...filter, ...shown(plan) } }))
  cli.terminal.tell(`To stop it: leadyard look-up --stop ${begun.id}`)
  const after = await waitForLookup(client, begun, cli.terminal)
  if (after.state === 'stopped' || after.cannot > 0) cli.exitWith(exitCodes.failed)
  answer(cli, flags, after, () => formatMany(after))
}

function formatMany({ state, total, found, absent, cannot, lastFailure }: Answer<'get /lookups/{id}'>): string {
  const done = found + absent + cannot
  const said = [
    `${state === 'stopped' ? 'Stopped. ' : ''}${done} of ${plural(total, 'delivery', 'deliveries')} looked up.`,
    `${found} found and delivered, ${absent} not there and exhausted, ${cannot} as uncertain as before.`,
    ...(lastFailure ? [`The last reason: ${lastFailure.message}`] : []),
    ...(absent > 0 ? ['leadyard replay --state exhausted sends those that are not there.'] : []),
  ]
  return said.join('\n')
}
