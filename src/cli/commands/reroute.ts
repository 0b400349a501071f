import type { Command } from 'commander'
import type { Answer, Body } from '../../client/operations.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { given, type PeriodFlags, period, periodOptions } from '../filter-options.ts'
import { plural } from '../format.ts'
import { shown } from '../format-bulk.ts'
import { exitCodes } from '../quit.ts'

interface Flags extends HubOptions, PeriodFlags {
  state?: Body<'post /reroutings'>['state']
  source?: string
  offer?: string
  email?: string
  withKeptOnly?: boolean
  dryRun?: boolean
  yes?: boolean
}

type Rerouting = Answer<'post /reroutings'>

export function rerouteCommand(cli: Cli): Command {
  const command = periodOptions(hubCommand('reroute', 'offer leads that went nowhere to today’s routes', cli))
    .option('--state <states>', 'leads in these states: unrouted, unreadable, suppressed; default: unrouted', (text) =>
      text.split(','),
    )
    .option('--source <id>', 'source of the leads')
    .option('--offer <offer>', 'leads of this publisher.offer')
    .option('--email <address>', 'leads of this person')
    .option('--with-kept-only', 'also leads imported with --keep-only, which no one wanted to deliver')
    .option('--dry-run', 'only tell the number; leadyard route --state unrouted tells where the leads would go')
    .option('-y, --yes', 'do not ask for confirmation')
  return command.action(async (flags: Flags) => {
    const { state, source, offer, email, withKeptOnly } = flags
    const meant = given({ state, source, offer, email, withKeptOnly, ...period(flags) })
    const client = clientFor(cli, flags)
    const plan = await client.call('post /reroutings', { body: { ...meant, dryRun: true } })
    const { total } = plan
    if (total === 0) cli.exitWith(exitCodes.failed)
    if (flags.dryRun || total === 0) return answer(cli, flags, plan, () => formatCounts(plan))
    if (!flags.yes && !(await agreed(cli, plan))) return cli.exitWith(exitCodes.failed)
    const done = await client.call('post /reroutings', { body: { ...meant, ...shown(plan) } })
    answer(cli, flags, done, () => formatDone(done))
  })
}

function formatCounts({ leads, keptOnly }: Rerouting): string {
  const said = leads.map(({ state, count }) => `${plural(count, 'lead')} ${count === 1 ? 'is' : 'are'} ${state}.`)
  if (leads.length === 0) said.push('No such leads.')
  const [are, takes] = keptOnly === 1 ? ['is', 'it'] : ['are', 'them']
  const left = `${plural(keptOnly, 'lead')} imported with --keep-only ${are} left out; --with-kept-only takes ${takes} too.`
  return [...said, ...(keptOnly > 0 ? [left] : [])].join('\n')
}

function agreed(cli: Cli, plan: Rerouting): Promise<boolean> {
  const help = 'Add --yes to offer them again, or --dry-run to only see the number.'
  return confirmed(cli, `${formatCounts(plan)}\nOffer them to today’s routes?`, help)
}

function formatDone({ taken, nowReadable, stillUnreadable }: Rerouting): string {
  const read = nowReadable > 0 ? `, ${nowReadable} of them readable now` : ''
  const rest = stillUnreadable > 0 ? ` ${plural(stillUnreadable, 'lead')} still cannot be read.` : ''
  return `${plural(taken, 'lead')} offered again${read}.${rest} leadyard leads --state unrouted,suppressed lists the leads that no route takes.`
}
