import type { Command } from 'commander'
import { z } from 'zod'
import { cancellationShape } from '../../api/shapes/cancellation.ts'
import { cancelledShape } from '../../api/shapes/replay.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { each } from '../each.ts'
import { type DeliveryFlags, deliveryFilter, deliveryOptions } from '../filter-options.ts'
import { formatCount, plural } from '../format.ts'
import { exitCodes, usage } from '../quit.ts'
import { table } from '../table.ts'

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
  const done = await each(cli, ids, (id) => client.send('POST', `/deliveries/${id}/cancellations`, cancelledShape))
  const before = done.filter(({ was }) => was === 'cancelled').length
  answer(cli, flags, done, () => {
    const first = formatCancelled(done.length - before)
    return before === 0 ? first : `${first} ${plural(before, 'delivery was', 'deliveries were')} cancelled already.`
  })
}

type Cancellation = z.output<typeof cancellationShape>

async function cancelMatching(cli: Cli, filter: object, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const plan = await client.send('POST', '/cancellations', cancellationShape, { ...filter, dryRun: true })
  if (flags.dryRun || plan.total === 0) {
    if (plan.total === 0) cli.exitWith(exitCodes.failed)
    return answer(cli, flags, plan, () => formatPlan(cli, plan))
  }
  if (!flags.yes) cli.terminal.tell(formatPlan(cli, plan))
  if (!(await agreed(cli, flags, plan.total))) return cli.exitWith(exitCodes.failed)
  const done = await client.send('POST', '/cancellations', cancellationShape, filter)
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

function formatPlan({ terminal }: Cli, { total, taken, leftOut }: Cancellation): string {
  const columns = [{ title: 'COUNT' }, { title: 'DESTINATION' }, { title: 'STATE', whole: true }]
  const cells = (one: Cancellation['taken' | 'leftOut'][number]) => [formatCount(one), one.destination, one.state]
  const first =
    total === 0
      ? 'No delivery matches that can be cancelled.'
      : `${plural(total, 'delivery', 'deliveries')} to cancel:\n${table(columns, taken.map(cells), terminal.width)}`
  if (leftOut.length === 0) return first
  const others = leftOut.map((one) => [...cells(one), one.why])
  return `${first}\n\nLeft out:\n${table([...columns, { title: 'WHY' }], others, terminal.width)}`
}
