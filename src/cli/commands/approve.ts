import type { Command } from 'commander'
import { z } from 'zod'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { each } from '../each.ts'
import { given, type PeriodFlags, period, periodOptions } from '../filter-options.ts'
import { plural } from '../format.ts'
import { shown } from '../format-bulk.ts'
import { exitCodes, usage } from '../quit.ts'

type Approval = Answer<'post /leads/{id}/approvals'>

interface Flags extends HubOptions, PeriodFlags {
  all?: boolean
  source?: string
  offer?: string
  email?: string
  dryRun?: boolean
  yes?: boolean
}

export function approveCommand(cli: Cli): Command {
  const command = hubCommand('approve', 'let leads go that wait for approval (rules: education: approve)', cli)
    .argument('[leads...]', 'ids of the leads; leadyard leads --awaiting-approval lists them')
    .option('--all', 'all leads that wait for approval')
    .option('--source <id>', 'source of the leads')
    .option('--offer <offer>', 'leads of this publisher.offer')
    .option('--email <address>', 'leads of this person')
    .option('--dry-run', 'only tell the number')
    .option('-y, --yes', 'do not ask for confirmation')
  return periodOptions(command).action(async (leads: string[], flags: Flags) => {
    const { source, offer, email } = flags
    const filter = given({ source, offer, email, ...period(flags) })
    const narrowed = Object.keys(filter).length > 0 || flags.all === true
    if (leads.length > 0 && narrowed) throw usage('Give leads or a filter, not both.')
    if (leads.length > 0) return approveNamed(cli, leads, flags)
    if (!narrowed) throw usage('Name leads, give a filter (--source, --offer, …), or add --all.')
    return approveMatching(cli, filter, flags)
  })
}

async function approveNamed(cli: Cli, leads: readonly string[], flags: Flags): Promise<void> {
  if (flags.dryRun) throw usage('--dry-run needs a filter.')
  const odd = leads.find((lead) => !z.uuid().safeParse(lead).success)
  if (odd !== undefined) throw usage(`"${odd}" is no id of a lead. See leadyard leads --awaiting-approval.`)
  const client = clientFor(cli, flags)
  const done = await each(cli, leads, (lead) => client.call('post /leads/{id}/approvals', { params: { id: lead } }))
  answer(cli, flags, done, () => format(done))
}

function format(done: readonly Approval[]): string {
  const before = done.filter((one) => one.before).length
  const now = done.length - before
  const said = [
    ...(now > 0 ? [formatApproved(now)] : []),
    ...(before > 0 ? [`${plural(before, 'lead was', 'leads were')} approved already.`] : []),
  ]
  return said.join('\n') || 'No lead approved.'
}

function formatApproved(count: number): string {
  const goes = count === 1 ? 'it goes where it waits' : 'they go where they wait'
  return `${plural(count, 'lead')} approved: ${goes} for approval, or by today’s routes.`
}

type Approvals = Answer<'post /approvals'>

async function approveMatching(cli: Cli, filter: object, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const plan = await client.call('post /approvals', { body: { ...filter, dryRun: true } })
  if (plan.total === 0) cli.exitWith(exitCodes.failed)
  if (flags.dryRun || plan.total === 0) return answer(cli, flags, plan, () => formatPlan(plan))
  if (!flags.yes) {
    const help = 'Add --yes to approve them, or --dry-run to only see the number.'
    if (!(await confirmed(cli, `${formatPlan(plan)}\nApprove them?`, help))) return cli.exitWith(exitCodes.failed)
  }
  const done = await client.call('post /approvals', { body: { ...filter, ...shown(plan) } })
  answer(cli, flags, done, () => (done.approved === 0 ? 'No lead approved.' : formatApproved(done.approved)))
}

function formatPlan({ total, taken, leftOut }: Approvals): string {
  const waits = total === 1 ? 'waits' : 'wait'
  return [
    `${total === 0 ? 'No lead waits' : `${plural(total, 'lead')} ${waits}`} for approval.`,
    ...taken.map(({ destination, count }) => `  ${count} for ${destination}`),
    ...leftOut.map(({ count, why }) => `${count} left out: ${why}.`),
  ].join('\n')
}
