import type { Command } from 'commander'
import { z } from 'zod'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { each } from '../each.ts'
import { type DeliveryFilter, type DeliveryFlags, deliveryFilter, deliveryOptions } from '../filter-options.ts'
import { plural } from '../format.ts'
import { formatPreview, shown } from '../format-bulk.ts'
import { exitCodes, usage } from '../quit.ts'

interface Flags extends HubOptions, DeliveryFlags {
  dryRun?: boolean
  yes?: boolean
}

export function cancelCommand(cli: Cli): Command {
  const command = deliveryOptions(
    hubCommand('cancel', 'give up deliveries, by id or all that match; the hub makes no more attempts', cli),
  )
    .argument('[deliveries...]', 'ids of deliveries')
    .option('--dry-run', 'only tell the number of matches')
    .option('-y, --yes', 'do not ask for confirmation')
  return command.action(async (ids: string[], flags: Flags) => {
    const filter = deliveryFilter(flags)
    const narrowed = Object.keys(filter).length > 0
    if (ids.length > 0 && narrowed) throw usage('Give deliveries or a filter, not both.')
    if (ids.length > 0) return cancelNamed(cli, ids, flags)
    if (!narrowed) throw usage('Name deliveries, or give a filter: --destination, --state, …')
    return cancelMatching(cli, filter, flags)
  })
}

async function cancelNamed(cli: Cli, ids: readonly string[], flags: Flags): Promise<void> {
  if (flags.dryRun) throw usage('--dry-run needs a filter.')
  const odd = ids.find((id) => !z.uuid().safeParse(id).success)
  if (odd !== undefined) throw usage(`"${odd}" is no id of a delivery. See leadyard failed.`)
  if (!(await agreed(cli, flags, ids.length))) return cli.exitWith(exitCodes.failed)
  const client = clientFor(cli, flags)
  const done = await each(cli, ids, (id) => client.call('post /deliveries/{id}/cancellations', { params: { id } }))
  const before = done.filter(({ was }) => was === 'cancelled').length
  answer(cli, flags, done, () => {
    const first = formatCancelled(done.length - before)
    return before === 0 ? first : `${first} ${plural(before, 'delivery was', 'deliveries were')} cancelled already.`
  })
}

type Cancellation = Answer<'post /cancellations'>

async function cancelMatching(cli: Cli, filter: DeliveryFilter, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const plan = await client.call('post /cancellations', { body: { ...filter, dryRun: true } })
  if (flags.dryRun || plan.total === 0) {
    if (plan.total === 0) cli.exitWith(exitCodes.failed)
    return answer(cli, flags, plan, () => formatPlan(cli, plan))
  }
  if (!flags.yes) cli.terminal.tell(formatPlan(cli, plan))
  if (!(await agreed(cli, flags, plan.total))) return cli.exitWith(exitCodes.failed)
  const done = await client.call('post /cancellations', { body: { ...filter, ...shown(plan) } })
  answer(cli, flags, done, () => formatCancelled(done.cancelled))
}

async function agreed(cli: Cli, { yes }: Flags, total: number): Promise<boolean> {
  if (yes) return true
  const after = total === 1 ? 'It is not sent again by itself.' : 'They are not sent again by themselves.'
  const question = `Cancel ${plural(total, 'delivery', 'deliveries')}? ${after}`
  const help = 'Add --yes to cancel them, or --dry-run to only see how many deliveries a filter matches.'
  return confirmed(cli, question, help)
}

function formatCancelled(count: number): string {
  return count === 0 ? 'Nothing cancelled.' : `${plural(count, 'delivery', 'deliveries')} cancelled.`
}

function formatPlan({ terminal }: Cli, plan: Cancellation): string {
  return formatPreview(terminal, plan, { act: 'to cancel', none: 'No delivery matches that can be cancelled.' })
}
