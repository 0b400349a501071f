import type { Command } from 'commander'
import type { z } from 'zod'
import {
  type erasureDetailShape,
  erasurePlanShape,
  erasureRepeatShape,
  erasureShape,
} from '../../api/shapes/erasure.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { many } from '../format.ts'
import { erasureWords, planWords } from '../format-erasure.ts'
import { followErasure } from '../progress-erasure.ts'
import { exitCodes, usage } from '../quit.ts'

interface Flags extends HubOptions {
  email?: string
  again?: string
  dryRun?: boolean
  yes?: boolean
  /** `--keep-far-ends` makes it false. */
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
    if (again !== undefined) return askAgain(cli, again, flags)
    return erase(cli, { email, farEnds: !flags.keepFarEnds }, flags)
  })
}

async function erase(cli: Cli, asked: { email: string | undefined; farEnds: boolean }, flags: Flags) {
  const client = clientFor(cli, flags)
  const { width } = cli.terminal
  const plan = await client.send('POST', '/erasures', erasurePlanShape, { ...asked, dryRun: true })
  if (flags.dryRun || plan.leads.length === 0) {
    answer(cli, flags, plan, () => planWords(plan, asked.farEnds, width))
    if (plan.leads.length === 0) cli.exitWith(exitCodes.failed)
    return
  }
  if (!flags.yes) {
    cli.terminal.tell(planWords(plan, asked.farEnds, width))
    if (!(await agreed(cli, plan.leads.length))) return cli.exitWith(exitCodes.failed)
  }
  const { id } = await client.send('POST', '/erasures', erasureShape, asked)
  await follow(cli, client, id, flags)
}

async function askAgain(cli: Cli, erasure: string, flags: Flags): Promise<void> {
  if (flags.dryRun || flags.keepFarEnds) throw usage('--again takes no other option.')
  const client = clientFor(cli, flags)
  await client.send('POST', `/erasures/${encodeURIComponent(erasure)}/retries`, erasureRepeatShape)
  await follow(cli, client, erasure, flags)
}

async function follow(cli: Cli, client: Client, id: string, flags: Flags): Promise<void> {
  const after: z.output<typeof erasureDetailShape> = await followErasure(client, id)
  answer(cli, flags, after, () => erasureWords(after, cli.terminal.width))
  const { pending = 0, failed = 0, 'by-hand': byHand = 0 } = after.records
  if (pending + failed > 0) cli.exitWith(exitCodes.failed)
  else if (byHand > 0) cli.exitWith(exitCodes.byHand)
}

async function agreed({ terminal }: Cli, leads: number): Promise<boolean> {
  if (!terminal.ask) throw usage('Add --yes to erase them, or --dry-run to only see them.')
  const said = await terminal.ask(`Erase ${many(leads, 'lead')} for good? [y/N] `)
  return /^y(es)?$/i.test(said.trim())
}
