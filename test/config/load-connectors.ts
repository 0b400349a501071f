/** Loads each named connector as the hub does, in its own process, where Node and not vitest reads the files. */
import { loadConnectors } from '../../src/config/connectors.ts'
import { ConfigError } from '../../src/config/problems.ts'

const [folder = '', ...names] = process.argv.slice(2)
for (const name of names) console.log(JSON.stringify(await outcome(name)))

async function outcome(name: string): Promise<{ types?: string[]; problem?: string }> {
  try {
    const loaded = await loadConnectors([], `connectors: [${JSON.stringify(name)}]`, folder)
    return { types: loaded.map(({ type }) => type) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { problem: error.problems.map(({ message, hint }) => message + (hint ? ` (${hint})` : '')).join('\n') }
  }
}
