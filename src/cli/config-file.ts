import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Channel } from '../channel.ts'
import { loadConnectors } from '../config/connectors.ts'
import { ConfigError } from '../config/problems.ts'
import type { Connector } from '../connector.ts'

export interface ConfigFile {
  text: string
  connectors: Connector[]
  channels: readonly Channel[]
}

/**
 * The text of a config.yaml, the connectors that it may use, including the connectors that it names, and the channels.
 * @throws ConfigError when it cannot be read or a connector cannot be loaded.
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    const hint = 'copy config.example.yaml, or name another file'
    throw new ConfigError([{ path: '', message: `${file} cannot be read`, hint }])
  }
  const [{ connectors }, { channels }] = await Promise.all([
    import('../../connectors/index.ts'),
    import('../../channels/index.ts'),
  ])
  return { text, channels, connectors: await loadConnectors(connectors, text, path.dirname(path.resolve(file))) }
}
