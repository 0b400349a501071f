import type { Command } from 'commander'
import { z } from 'zod'
import { answer, type Bench, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { usage } from '../quit.ts'
import { many } from '../words.ts'

const approval = z.object({ lead: z.string(), approved: z.boolean() })

export function approveCommand(bench: Bench): Command {
  const command = hubCommand(
    'approve',
    'let leads go that wait for approval (rules: education: approve)',
    bench,
  ).argument('<leads...>', 'their ids; leadyard leads --state suppressed lists them')
  return command.action(async (leads: string[], flags: HubOptions) => {
    const odd = leads.find((lead) => !z.uuid().safeParse(lead).success)
    if (odd !== undefined) throw usage(`"${odd}" is no id of a lead. See leadyard leads --state suppressed.`)
    const client = clientFor(bench, flags)
    const done = []
    for (const lead of leads) {
      done.push(await client.send('POST', `/leads/${encodeURIComponent(lead)}/approvals`, approval))
    }
    answer(bench, flags, done, () => `${many(done.length, 'lead')} approved: offered to the routes of today.`)
  })
}
