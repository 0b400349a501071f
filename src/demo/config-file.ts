/** The configuration file of a demonstration: an operator edits it and fixes what is wrong, as in that of a hub. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { channels } from '../../channels/index.ts'
import { connectors } from '../../connectors/index.ts'
import { type Config, readConfig } from '../config/config.ts'

export interface DemoFile {
  path: string
  /** As written at the start. */
  config: Config
  /** @throws ConfigError */
  parse(text: string): Config
}

/**
 * Writes `config.yaml` and a file for each secret into the folder of the demonstration. They are written again at each
 * start, because the far ends have other ports then.
 *
 * @param text refers to each secret as `${env:NAME}`, which becomes `${file:…}`
 */
export function writeDemoFile(folder: string, text: string, secrets: Readonly<Record<string, string>>): DemoFile {
  mkdirSync(path.join(folder, 'secrets'), { recursive: true })
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(secretFile(folder, name), `${value}\n`, { mode: 0o600 })
  }
  const written = text.replace(/\$\{env:(\w+)\}/g, (reference, name: string) =>
    name in secrets ? `\${file:${secretFile(folder, name)}}` : reference,
  )
  const file = path.join(folder, 'config.yaml')
  writeFileSync(file, written)
  const parse = (changed: string) => readConfig(changed, { connectors, channels, env: {} })
  return { path: file, config: parse(written), parse }
}

/** As a person sees it who stands in the folder from which the hub was started. */
export function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') ? file : relative
}

/** `CRM_EU_KEY` → `secrets/crm-eu-key` */
function secretFile(folder: string, name: string): string {
  return shownPath(path.join(folder, 'secrets', name.toLowerCase().replaceAll('_', '-')))
}
