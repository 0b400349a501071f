/** Writes config.schema.json, which editors complete and check config.yaml with: `node scripts/config-schema.ts`. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { connectors } from '../connectors/index.ts'
import { describeConfig } from '../src/config/json-schema.ts'

export const file = path.join(import.meta.dirname, '../config.schema.json')

export function configSchema(): string {
  return `${JSON.stringify(describeConfig(connectors), null, 2)}\n`
}

if (process.argv[1] === import.meta.filename) writeFileSync(file, configSchema())
