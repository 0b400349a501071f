import type { Command } from 'commander'
import { z } from 'zod'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { each } from '../each.ts'
import { plural } from '../format.ts'
import { usage } from '../quit.ts'

type Approval = Answer<'post /leads/{id}/approvals'>

export function approveCommand(cli: Cli): Command {
  const command = hubCommand(
    'approve',
    'let leads go that wait for approval (rules: education: approve)',
    cli,
  ).argument('<leads...>', 'ids of the leads; leadyard leads --awaiting-approval lists them')
  return command.action(async (leads: string[], flags: HubOptions) => {
    const odd = leads.find((lead) => !z.uuid().safeParse(lead).success)
    if (odd !== undefined) throw usage(`"${odd}" is no id of a lead. See leadyard leads --awaiting-approval.`)
    const client = clientFor(cli, flags)
    const done = await each(cli, leads, (lead) => client.call('post /leads/{id}/approvals', { params: { id: lead } }))
    answer(cli, flags, done, () => format(done))
  })
}

function format(done: readonly Approval[]): string {
  const before = done.filter((one) => one.before).length
  const now = done.length - before
  const goes = now === 1 ? 'it goes where it waits' : 'they go where they wait'
  const said = [
    ...(now > 0 ? [`${plural(now, 'lead')} approved: ${goes} for approval, or by today’s routes.`] : []),
    ...(before > 0 ? [`${plural(before, 'lead was', 'leads were')} approved already.`] : []),
  ]
  return said.join('\n') || 'No lead approved.'
}
