import { HubRefusal } from './client.ts'
import type { Cli } from './command.ts'
import { exitCodes } from './quit.ts'

/**
 * Calls `act` for each id. If the hub refuses an id (404, 409), the refusal is printed, and the exit code becomes 1.
 */
export async function each<R>(cli: Cli, ids: readonly string[], act: (id: string) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const id of ids) {
    try {
      done.push(await act(id))
    } catch (error) {
      if (!(error instanceof HubRefusal) || (error.status !== 404 && error.status !== 409)) throw error
      cli.terminal.tell(`${id}: ${error.message}`)
      cli.exitWith(exitCodes.failed)
    }
  }
  return done
}
