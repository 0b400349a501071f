/** Makes the tables of docs/configuration.md from the schemas. */
import type { z } from 'zod'
import { fileSchema } from '../src/config/schema.ts'
import type { Connector, Field } from '../src/connector.ts'
import { sources } from '../src/sources/index.ts'
import type { Source } from '../src/sources/source.ts'
import { exampleLead, leadRows } from './lead-doc.ts'
import { plain, table } from './marked.ts'
import { type Key, keysOf, type Shape } from './schema-keys.ts'

export const file = 'docs/configuration.md'

/** The generated parts of the page, by name. */
export function parts(from: readonly Connector[]): Record<'keys' | 'sources' | 'lead' | 'connectors', string> {
  const byLabel = [...from].sort((a, b) => a.label.localeCompare(b.label))
  return {
    keys: `\n${keyTable(fileSchema)}\n\n`,
    sources: `\n${sources.map(sourceChapter).join('\n')}\n`,
    lead: `\n${table(['property', 'what it is', 'example'], leadRows(exampleLead()))}\n\n`,
    connectors: `\n${byLabel.map(chapter).join('\n')}\n`,
  }
}

/** Help texts for keys that have no help in the schema. */
const moreHelp: Readonly<Record<string, string>> = {
  sources: 'Sources of leads, each under an id of yours; the id stands in the ingest URL.',
  channels: 'Where people are told things, each under an id of yours. See [notifications](notifications.md).',
  destinations: 'Destinations of leads, each under an id of yours.',
  'destinations.<id>.type':
    'Type of a connector below, or of a connector in `connectors`. Its settings stand next to it.',
  'destinations.<id>.delivery.rate.max': 'Number of deliveries.',
  'destinations.<id>.delivery.rate.per': 'Period.',
  'destinations.<id>.mapping.<field>': 'A template, `null`, or a template with the four keys that follow.',
}

function keyTable(schema: z.ZodType): string {
  return table(['key', 'type', 'default', 'what it does'], keysOf(schema).filter(hasOwnRow).flatMap(row))
}

/** Whether a key has its own row. The others repeat `to`, a destination's mapping, or the table of a source type. */
export function hasOwnRow({ path }: Pick<Key, 'path'>): boolean {
  return !/^sources\.<|^channels\.<id>\.alerts\.quietHours\.|^alerts\.late\.offers\.|otherwise\[\]|^routes.*mapping\.</.test(
    path,
  )
}

function sourceChapter({ type, settings }: Source): string {
  return [`### \`${type}\``, '', keyTable(settings), ''].join('\n')
}

function row({ path, shape, required, group }: Key): string[][] {
  const help = shape.help ?? moreHelp[path]
  if (help === undefined && group) return []
  if (help === undefined) throw new Error(`${path} has no help; give it .meta({ help })`)
  const text = `${plain(help)}${shape.secret ? ' **Secret.**' : ''}`
  return [[`\`${path}\``, typeOf(shape), required ? '_required_' : defaultOf(shape), text]]
}

function defaultOf({ default: held, properties }: Shape): string {
  return held === undefined || properties ? '' : `\`${JSON.stringify(held).replace(/^"(.*)"$/, '$1')}\``
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'yes/no',
  integer: 'number',
  number: 'number',
  object: 'map',
  null: '`null`',
}

function typeOf(shape: Shape): string {
  if (shape.not) return 'retired'
  if (shape.const !== undefined) return `\`${shape.const}\``
  if (shape.enum) return shape.enum.map((one) => `\`${one}\``).join(', ')
  if (shape.anyOf) return shape.anyOf.map(typeOf).join(' or ')
  if (shape.type === 'array') return `list of ${typeOf(shape.items ?? {})}`
  if (shape.pattern?.endsWith('m|h|d)$')) return 'duration'
  if (shape.format === 'date') return 'date'
  return words[shape.type ?? ''] ?? 'text'
}

function chapter({ type, label, summary, settings, fields }: Connector): string {
  const mapped = Object.entries(fields).map(([name, field]) => [
    `\`${name}\``,
    code(field.template),
    [...limits(field)].join('; '),
  ])
  return [
    `### ${label}: \`${type}\``,
    '',
    `${summary.replace(/\.?$/, '.')} More: [its README](../connectors/${type}/README.md).`,
    '',
    keyTable(settings),
    '',
    'Default mapping:',
    '',
    table(['field', 'template', 'limits'], mapped),
    '',
  ].join('\n')
}

function* limits({ required, maxLength, unit = 'characters', default: fallback }: Field): Generator<string> {
  if (required) yield 'required'
  if (maxLength) yield `at most ${maxLength} ${unit}`
  if (fallback) yield `else ${code(fallback)}`
}

/** A template on one line, with visible line breaks. */
function code(template: string): string {
  return `\`${template.replaceAll('\n', '⏎')}\``
}
