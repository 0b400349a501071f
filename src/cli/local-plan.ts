/** Opens a configuration for dry runs without a hub. Its destinations never send. */
import { type Config, readConfig } from '../config/config.ts'
import { openEach } from '../config/open-each.ts'
import { ConfigError, problemLines } from '../config/problems.ts'
import { type OpenDestination, openDestination } from '../delivery/open-destination.ts'
import type { DryRunPlan } from '../operations/dry-run.ts'
import { compileRoutes } from '../routing/route.ts'
import type { Cli } from './command.ts'
import { readConfigFile } from './config-file.ts'
import { exitCodes, Quit } from './quit.ts'
import { inProcess, silent } from './unsaved.ts'

export interface LocalPlan extends DryRunPlan {
  config: Config
  close(): Promise<void>
}

/** @throws Quit 78 with every problem of the file */
export async function openLocalPlan(file: string, { env }: Cli): Promise<LocalPlan> {
  const { config, destinations } = await openConfigFile(file, env.variables).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error
    const hint = 'This command reads references from its own environment, so run it where the hub runs.'
    throw new Quit(exitCodes.config, `${file} cannot be used:\n${problemLines(error.problems)}\n${hint}`)
  })
  return {
    config,
    route: compileRoutes(config),
    destinations,
    async close() {
      await closeAll(destinations)
    },
  }
}

/** @throws ConfigError with every problem of the file, and each destination that cannot be opened */
export async function openConfigFile(file: string, env: Cli['env']['variables']) {
  const { text, connectors, channels } = await readConfigFile(file)
  const config = readConfig(text, { connectors, channels, env })
  const destinations = openEach(config, (one) => openDestination(one, { log: silent, memory: inProcess() }))
  return { config, destinations }
}

export async function closeAll(destinations: ReadonlyMap<string, OpenDestination>): Promise<void> {
  await Promise.allSettled([...destinations.values()].map((opened) => opened.close()))
}
