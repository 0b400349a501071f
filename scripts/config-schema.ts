/** The text of config.schema.json, with which editors check and complete config.yaml. */
import path from 'node:path'
import { channels } from '../channels/index.ts'
import { connectors } from '../connectors/index.ts'
import { describeConfig } from '../src/config/json-schema.ts'

export const file = path.join(import.meta.dirname, '../config.schema.json')

export function configSchema(): string {
  return `${JSON.stringify(describeConfig(connectors, { channels }), null, 2)}\n`
}
