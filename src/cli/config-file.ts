import { readFileSync } from 'node:fs'
import path from 'node:path'
import { loadConnectors } from '../config/connectors.ts'
import { ConfigError } from '../config/problems.ts'
import type { Connector } from '../connector.ts'

/**
 * The text of a config.yaml and the connectors that it may use, including the connectors that it names.
 * @throws ConfigError when it cannot be read or a connector cannot be loaded.
 */
export async function readConfigFile(file: string): Promise<{ text: string; connectors: Connector[] }> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    const hint = 'copy config.example.yaml, or name another file'
    throw new ConfigError([{ path: '', message: `${file} cannot be read`, hint }])
  }
  const { connectors } = await import('../../connectors/index.ts')
  return { text, connectors: await loadConnectors(connectors, text, path.dirname(path.resolve(file))) }
}
