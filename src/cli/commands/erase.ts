import type { Command } from 'commander'
import { asBegun, asPlan, type Client } from '../client.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { plural } from '../format.ts'
import { formatErasure, formatPlan } from '../format-erasure.ts'
import { exitCodes, usage } from '../quit.ts'
import { waitForErasure } from '../wait.ts'

interface Flags extends HubOptions {
  email?: string
  again?: string
  dryRun?: boolean
  yes?: boolean
  keepFarEnds?: boolean
}

export function eraseCommand(cli: Cli): Command {
  const command = hubCommand('erase', 'erase a person: every lead of an address, here and at the far ends', cli)
    .option('--email <address>', 'whole e-mail address of the person')
    .option('--dry-run', 'only show the leads and records that would be erased')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--keep-far-ends', 'erase only here, not at the far ends')
    .option('--again <erasure>', 'ask the far ends again for the records of an erasure that are left')
  return command.action(async (flags: Flags) => {
    const { email, again } = flags
    if ((email === undefined) === (again === undefined))
      throw usage('Give --email, or --again with the id of an erasure.')
    if (email === undefined) return askAgain(cli, again ?? '', flags)
    return erase(cli, { email, farEnds: !flags.keepFarEnds }, flags)
  })
}

async function erase(cli: Cli, asked: { email: string; farEnds: boolean }, flags: Flags) {
  const client = clientFor(cli, flags)
  const { width } = cli.terminal
  const plan = asPlan(await client.call('post /erasures', { body: { ...asked, dryRun: true } }))
  if (flags.dryRun || plan.leads.length === 0) {
    answer(cli, flags, plan, () => formatPlan(plan, asked.farEnds, width))
    if (plan.leads.length === 0) cli.exitWith(exitCodes.failed)
    return
  }
  if (!flags.yes) {
    cli.terminal.tell(formatPlan(plan, asked.farEnds, width))
    if (!(await agreed(cli, plan.leads.length))) return cli.exitWith(exitCodes.failed)
  }
  const { id } = asBegun(await client.call('post /erasures', { body: asked }))
  await reportErasure(cli, client, id, flags)
}

async function askAgain(cli: Cli, erasure: string, flags: Flags): Promise<void> {
  if (flags.dryRun || flags.keepFarEnds) throw usage('--again takes no other option.')
  const client = clientFor(cli, flags)
  await client.call('post /erasures/{id}/retries', { params: { id: erasure } })
  await reportErasure(cli, client, erasure, flags)
}

async function reportErasure(cli: Cli, client: Client, id: string, flags: Flags): Promise<void> {
  const after = await waitForErasure(client, id)
  answer(cli, flags, after, () => formatErasure(after, cli.terminal.width))
  const { pending = 0, failed = 0, 'by-hand': byHand = 0 } = after.records
  if (pending + failed > 0) cli.exitWith(exitCodes.failed)
  else if (byHand > 0) cli.exitWith(exitCodes.byHand)
}

function agreed(cli: Cli, leads: number): Promise<boolean> {
  const help = 'Add --yes to erase them, or --dry-run to only see them.'
  return confirmed(cli, `Erase ${plural(leads, 'lead')} for good?`, help)
}
