import { connectors } from '../../../connectors/index.ts'
import { type Config, readConfig } from '../../../src/config/config.ts'

/** A configuration with sources that take the marketplace's posts, and what `silence:` says. */
export function silenceConfig({
  sources = ['web'],
  silence = {},
  listen = {},
}: {
  sources?: readonly string[]
  silence?: object
  listen?: object
}): Config {
  const source = { type: 'marketplace', key: '${env:KEY}' }
  const file = {
    // The tests do not depend on the date of their run.
    ...{ listen, silence: { quietDays: [], ...silence }, destinations: {}, routes: [] },
    sources: Object.fromEntries(sources.map((id) => [id, source])),
  }
  return readConfig(JSON.stringify(file), { connectors, env: { KEY: 'a-key-of-the-source' } })
}
