import type { Command } from 'commander'
import type { z } from 'zod'
import { replayedShape, replayPlanShape, replayShape } from '../../api/shapes/replay.ts'
import { oneLine } from '../../lead/printable.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { count, type DeliveryFlags, deliveryFilter, deliveryOptions } from '../filter-options.ts'
import { formatCount, formatOutcome, plural } from '../format.ts'
import { waitForReplay } from '../progress.ts'
import { exitCodes, usage } from '../quit.ts'
import { table } from '../table.ts'
import { waitForDelivery } from '../wait.ts'

interface Flags extends HubOptions, DeliveryFlags {
  all?: boolean
  again?: boolean
  dryRun?: boolean
  yes?: boolean
  wait: number
  stop?: string
}

export function replayCommand(cli: Cli): Command {
  const command = deliveryOptions(
    hubCommand('replay', 'send a delivery again, or all deliveries that match, with today’s mapping', cli),
  )
    .argument('[delivery]', 'id of one delivery')
    .option('--all', 'all deliveries that are waiting, held, rejected or exhausted')
    .option('--again', 'also deliveries that are delivered')
    .option('--dry-run', 'only tell the number')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--wait <seconds>', 'longest wait for the end of a single delivery', count, 60)
    .option('--stop <replay>', 'stop a replay of many: put no more deliveries in line')
  return command.action(async (id: string | undefined, flags: Flags) => {
    const filter = deliveryFilter(flags)
    const narrowed = Object.keys(filter).length > 0
    if (flags.stop !== undefined) {
      if (id !== undefined || narrowed || flags.all) throw usage('--stop takes no filter and no delivery.')
      return stop(cli, flags.stop, flags)
    }
    if (id !== undefined && (narrowed || flags.all)) throw usage('Give a delivery or a filter, not both.')
    if (id !== undefined) return replayOne(cli, id, flags)
    if (!narrowed && !flags.all)
      throw usage('Name a delivery, give a filter (--state, --destination, …), or add --all.')
    return replayMany(cli, { ...filter, again: flags.again ?? false }, flags)
  })
}

async function replayOne(cli: Cli, id: string, flags: Flags): Promise<void> {
  if (flags.dryRun) throw usage('--dry-run needs a filter.')
  const client = clientFor(cli, flags)
  const path = `/deliveries/${encodeURIComponent(id)}/replays`
  const { notes } = await client.send('POST', path, replayedShape, { again: flags.again ?? false })
  for (const note of notes) cli.terminal.tell(oneLine(note))
  const after = await waitForDelivery(client, id, flags.wait)
  answer(cli, flags, after, () => `${after.destination}: ${after.state} ${formatOutcome(after)}`.trim())
  if (after.state !== 'delivered') cli.exitWith(exitCodes.failed)
}

async function stop(cli: Cli, id: string, flags: Flags): Promise<void> {
  const path = `/replays/${encodeURIComponent(id)}/stops`
  const after = await clientFor(cli, flags).send('POST', path, replayShape)
  answer(cli, flags, after, () => formatStopped(after))
}

function formatStopped({ total, done }: z.output<typeof replayShape>): string {
  const stays = done === 1 ? 'is in line and stays there' : 'are in line and stay there'
  return `Stopped. ${done} of ${plural(total, 'delivery', 'deliveries')} ${stays}; the others stay as they were.`
}

type Plan = z.output<typeof replayPlanShape>

async function replayMany(cli: Cli, filter: object, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const plan = await client.send('POST', '/replays', replayPlanShape, { ...filter, dryRun: true })
  if (flags.dryRun || plan.total === 0) {
    answer(cli, flags, plan, () => format(cli, plan))
    if (plan.total === 0) cli.exitWith(exitCodes.failed)
    return
  }
  if (!flags.yes) {
    cli.terminal.tell(format(cli, plan))
    if (!(await agreed(cli, plan.total))) return cli.exitWith(exitCodes.failed)
  }
  await run(cli, client, filter, flags, plan)
}

async function run(cli: Cli, client: Client, filter: object, flags: Flags, { taken }: Plan): Promise<void> {
  const begun = await client.send('POST', '/replays', replayShape, filter)
  cli.terminal.tell(`To stop it: leadyard replay --stop ${begun.id}`)
  const after = await waitForReplay(client, begun, cli.terminal)
  if (after.state === 'stopped') cli.exitWith(exitCodes.failed)
  answer(cli, flags, after, () => {
    if (after.state === 'stopped') return formatStopped(after)
    const moved = after.total - after.done
    const rest = moved > 0 ? `; ${plural(moved, 'other')} had moved on by themselves` : ''
    const put = `${plural(after.done, 'delivery', 'deliveries')} put in line${rest}. leadyard failed lists the deliveries that do not arrive.`
    return [put, ...waiting(taken)].join('\n')
  })
}

/** Tells the destinations that do not send now, although their deliveries are queued. */
function waiting(taken: Plan['taken']): string[] {
  const closed = new Map(taken.map(({ destination, destinationState }) => [destination, destinationState]))
  return [...closed].filter(([, state]) => state !== 'open').map(([id, state]) => `${id} is ${state}: its leads wait.`)
}

function agreed(cli: Cli, total: number): Promise<boolean> {
  const help = 'Add --yes to send them again, or --dry-run to only see the number.'
  return confirmed(cli, `Send ${plural(total, 'delivery', 'deliveries')} again?`, help)
}

function format({ terminal }: Cli, { total, taken, leftOut }: Plan): string {
  const columns = [{ title: 'COUNT' }, { title: 'DESTINATION' }, { title: 'STATE', whole: true }]
  const rows = taken.map((one) => [String(one.count), one.destination, one.state])
  const send = `${plural(total, 'delivery', 'deliveries')} to send again:\n${table(columns, rows, terminal.width)}`
  const first = total === 0 ? 'No delivery matches that can be sent again.' : [send, ...waiting(taken)].join('\n')
  const others = leftOut.map((one) => [formatCount(one), one.destination, one.state, one.why])
  const second = others.length > 0 ? `Left out:\n${table([...columns, { title: 'WHY' }], others, terminal.width)}` : ''
  return [first, second].filter(Boolean).join('\n\n')
}
