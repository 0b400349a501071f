import type { Command } from 'commander'
import { hashPassword } from '../../access/passwords.ts'
import { answer, type Cli, jsonCommand } from '../command.ts'
import { usage } from '../quit.ts'

/** Characters. */
const least = 12

/** The password is never an argument, because every user of the machine can read those. */
export function hashPasswordCommand(cli: Cli): Command {
  const command = jsonCommand('hash-password', 'make the line for `hash` of api.users from a password; needs no hub')
  return command.action(async (flags: { json?: boolean }) => {
    const password = await passwordFrom(cli)
    if ([...password].length < least) throw usage(`A password has at least ${least} characters.`)
    const hash = await hashPassword(password)
    answer(cli, flags, { hash }, () => hash)
  })
}

/** Typed twice by a person, or the first line of standard input. */
async function passwordFrom({ terminal: { askSecret, input } }: Cli): Promise<string> {
  if (!askSecret) return (await input()).split(/\r?\n/, 1)[0] ?? ''
  const password = await askSecret('Password: ')
  if ((await askSecret('Again: ')) !== password) throw usage('The two passwords differ.')
  return password
}
