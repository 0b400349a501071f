import type { Command } from 'commander'
import type { z } from 'zod'
import {
  type erasureDetailShape,
  erasurePlanShape,
  erasureRepeatShape,
  erasureShape,
} from '../../api/shapes/erasure.ts'
import type { Client } from '../client.ts'
import { answer, type Bench, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { erasureWords, planWords } from '../erase-words.ts'
import { followErasure } from '../progress-erasure.ts'
import { exitCodes, usage } from '../quit.ts'
import { many } from '../words.ts'

interface Flags extends HubOptions {
  email?: string
  again?: string
  dryRun?: boolean
  yes?: boolean
  /** `--keep-far-ends` makes it false. */
  keepFarEnds?: boolean
}

export function eraseCommand(bench: Bench): Command {
  const command = hubCommand('erase', 'erase a person: every lead of an address, here and at the far ends', bench)
    .option('--email <address>', 'of the person, whole')
    .option('--dry-run', 'only show what would be erased, and where it stands')
    .option('-y, --yes', 'do not ask')
    .option('--keep-far-ends', 'erase here alone')
    .option('--again <erasure>', 'ask the far ends again where that erasure failed')
  return command.action(async (flags: Flags) => {
    const { email, again } = flags
    if ((email === undefined) === (again === undefined)) throw usage('Give --email, or --again with an erasure.')
    if (again !== undefined) return askAgain(bench, again, flags)
    return erase(bench, { email, farEnds: !flags.keepFarEnds }, flags)
  })
}

async function erase(bench: Bench, asked: { email: string | undefined; farEnds: boolean }, flags: Flags) {
  const client = clientFor(bench, flags)
  const { width } = bench.terminal
  const plan = await client.send('POST', '/erasures', erasurePlanShape, { ...asked, dryRun: true })
  if (flags.dryRun || plan.leads.length === 0) {
    answer(bench, flags, plan, () => planWords(plan, asked.farEnds, width))
    if (plan.leads.length === 0) bench.exitWith(exitCodes.failed)
    return
  }
  if (!flags.yes) {
    bench.terminal.tell(planWords(plan, asked.farEnds, width))
    if (!(await agreed(bench, plan.leads.length))) return bench.exitWith(exitCodes.failed)
  }
  const { id } = await client.send('POST', '/erasures', erasureShape, asked)
  await follow(bench, client, id, flags)
}

async function askAgain(bench: Bench, erasure: string, flags: Flags): Promise<void> {
  if (flags.dryRun || flags.keepFarEnds) throw usage('--again goes alone.')
  const client = clientFor(bench, flags)
  await client.send('POST', `/erasures/${encodeURIComponent(erasure)}/retries`, erasureRepeatShape)
  await follow(bench, client, erasure, flags)
}

async function follow(bench: Bench, client: Client, id: string, flags: Flags): Promise<void> {
  const after: z.output<typeof erasureDetailShape> = await followErasure(client, id)
  answer(bench, flags, after, () => erasureWords(after, bench.terminal.width))
  const { pending = 0, failed = 0, 'by-hand': byHand = 0 } = after.records
  if (pending + failed > 0) bench.exitWith(exitCodes.failed)
  else if (byHand > 0) bench.exitWith(exitCodes.byHand)
}

async function agreed({ terminal }: Bench, leads: number): Promise<boolean> {
  if (!terminal.ask) throw usage('Say --yes to erase them, or --dry-run to only see what there is.')
  const said = await terminal.ask(`Erase ${many(leads, 'lead')} for good? [y/N] `)
  return /^y(es)?$/i.test(said.trim())
}
