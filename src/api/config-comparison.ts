/** Compares two texts of the configuration; of secrets it shows only the references. Needs no hub. */
import { asRecord } from '../config/as-record.ts'
import { type Difference, differences } from '../config/differences.ts'
import { fileSchema } from '../config/schema.ts'
import { isReference } from '../config/secrets.ts'
import { type NamedText, textDiff } from '../config/text-diff.ts'
import { parsedYaml } from '../config/yaml.ts'
import type { Connector } from '../connector.ts'
import { redactor } from '../redact.ts'
import { masked } from './masked.ts'
import { piecesOf, referencesOf } from './references.ts'

export interface Comparison {
  differences: Difference[]
  /** A unified diff; null when the texts differ too much. */
  patch: string | null
}

/**
 * @param connectors the connectors, whose schemas mark the secrets.
 * @throws ConfigError when one of the texts is not YAML.
 */
export function compareConfigs(
  before: NamedText,
  after: NamedText,
  connectors: readonly Connector[],
  hide: (text: string) => string = (text) => text,
): Comparison {
  const open: string[] = []
  const cover = (secret: unknown) => inTexts(secret, (one) => coverText(one, open))
  const partOf = ({ text }: NamedText) => {
    const written = parsedYaml(text)
    return { written, shown: maskSecrets(written, connectors, hide, cover) }
  }
  const found = differences(partOf(before), partOf(after))
  const patch = textDiff(before, after)
  return { differences: found, patch: patch === undefined ? null : redactor(open)(hide(patch)) }
}

function maskSecrets(
  written: unknown,
  connectors: readonly Connector[],
  hide: (text: string) => string,
  cover: (secret: unknown) => unknown,
): unknown {
  const { destinations, ...others } = asRecord(written)
  const shown = Object.entries(asRecord(destinations)).map(([id, held]) => {
    const connector = connectors.find(({ type }) => type === asRecord(held)['type'])
    return [id, connector ? masked(held, connector.settings, hide, cover) : maskReferences(held, hide, cover)]
  })
  return { ...asRecord(masked(others, fileSchema, hide, cover)), destinations: Object.fromEntries(shown) }
}

/** For a connector that is no longer known: any text with a reference may be a secret. */
function maskReferences(value: unknown, hide: (text: string) => string, cover: (secret: unknown) => unknown): unknown {
  return inTexts(value, (text) => (isReference(text) ? cover(text) : hide(text)))
}

/** @param open is given the texts next to the references. */
function coverText(text: string, open: string[]): string {
  open.push(...piecesOf(text).filter((piece) => !piece.startsWith('${')))
  return referencesOf(text)
}

function inTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => inTexts(one, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, inTexts(held, change)]))
}
