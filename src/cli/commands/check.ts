import type { Command } from 'commander'
import { checkShape } from '../../api/shapes/destination.ts'
import { answer, type Bench, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { exitCodes } from '../quit.ts'
import { troubleWords } from '../words.ts'

export function checkCommand(bench: Bench): Command {
  const command = hubCommand('check', 'ask a destination, without writing, whether all is right', bench)
  return command.argument('<destination>').action(async (id: string, flags: HubOptions) => {
    const path = `/destinations/${encodeURIComponent(id)}/checks`
    const checked = await clientFor(bench, flags).send('POST', path, checkShape)
    const { ok, trouble, detail } = checked
    answer(bench, flags, checked, () => {
      if (trouble) return `${id}: ${troubleWords(trouble)}`
      return `${id}: ${ok ? 'address, credentials and permissions are right. ' : ''}${detail}`
    })
    if (ok !== true) bench.exitWith(exitCodes.failed)
  })
}
