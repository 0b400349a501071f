/** The text of demo/config.yaml with its ports. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Fills in the ports before the text is read as a configuration: a setting that must be a number cannot be a reference.
 *
 * @param env values of `${env:…_PORT}`
 */
export function demoConfigText(env: Readonly<Record<string, string>>): string {
  const text = readFileSync(path.join(import.meta.dirname, 'config.yaml'), 'utf8')
  return text.replace(/\$\{env:(\w+_PORT)\}/g, (reference, name: string) => env[name] ?? reference)
}
