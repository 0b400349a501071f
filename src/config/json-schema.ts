/** Describes config.yaml for editors, from the same schemas that check the file. */
import { z } from 'zod'
import type { Channel } from '../channel.ts'
import type { Connector, Field } from '../connector.ts'
import { channelSchema } from './channel.ts'
import { byDiscriminator, cases } from './json-schema-cases.ts'
import { asWritten, described, type Node, reference } from './json-schema-node.ts'
import { destinationSchema, fileSchema } from './schema.ts'

/**
 * JSON Schema draft-07, the newest draft that every version of VS Code's YAML extension reads (redhat.vscode-yaml:
 * "JSON Schema 7 and below"; 2020-12 since yaml-language-server 1.20).
 * @param connectors the connectors whose settings are described.
 * @param channels the types of channels that there are.
 * @param closed whether other connectors are wrong even in a file that names its own connectors.
 */
export function describeConfig(
  connectors: readonly Connector[],
  { channels = [], closed = false }: { channels?: readonly Channel[]; closed?: boolean } = {},
): Node {
  const settings = Object.fromEntries(connectors.map(({ type, settings }) => [type, settings]))
  // All schemas are converted at once, so that shared schemas are defined once.
  const { properties = {}, definitions = {} } = fromZod(
    z.object({
      ...{ file: fileSchema, destination: destinationSchema, settings: z.object(settings), channel: channelSchema },
      channels: z.object(Object.fromEntries(channels.map(({ type, settings }) => [type, settings]))),
    }),
  )
  const file = properties['file'] ?? {}
  const { delivery = {}, mapping = {} } = properties['destination']?.properties ?? {}
  const known = connectors.map((connector): [Connector, Node] => {
    const own = properties['settings']?.properties?.[connector.type] ?? {}
    const common = {
      type: { const: connector.type },
      delivery: { $ref: '#/definitions/delivery' },
      mapping: fieldsOf(connector, mapping),
    }
    return [
      connector,
      { ...own, properties: { ...common, ...own.properties }, required: ['type', ...(own.required ?? [])] },
    ]
  })
  const { destinations = {}, sources = {}, channels: told = {}, ...others } = file.properties ?? {}
  const mappedField = mapping.additionalProperties as Node
  return asWritten({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Leadyard: config.yaml',
    ...file,
    properties: {
      ...others,
      sources: { ...sources, ...described('Sources of leads, each under an id of yours.') },
      destinations: {
        ...destinations,
        ...described('Destinations of leads, each under an id of yours.'),
        additionalProperties: { $ref: '#/definitions/destination' },
      },
      channels: {
        ...told,
        ...described('Where people are told things, each under an id of yours.'),
        additionalProperties: { $ref: '#/definitions/channel' },
      },
    },
    ...(closed ? { allOf: [strictTypes(connectors)] } : { if: namesConnectors, else: strictTypes(connectors) }),
    definitions: {
      ...definitions,
      reference,
      delivery: { ...described('The policy of the hub for this destination.'), ...orNothing(delivery) },
      mappedField,
      destination: destinationNode(known),
      ...Object.fromEntries(known.map(([{ type }, node]) => [`destination-${type}`, node])),
      ...channelNodes(channels, properties['channel'] ?? {}, properties['channels'] ?? {}),
    },
  })
}

/** If the file names its own connectors, a type may be unknown here. */
const namesConnectors: Node = { properties: { connectors: { type: 'array', minItems: 1 } }, required: ['connectors'] }

function strictTypes(connectors: readonly Connector[]): Node {
  const type = { enum: connectors.map(({ type }) => type) }
  return { properties: { destinations: { additionalProperties: { properties: { type } } } } }
}

function destinationNode(known: readonly (readonly [Connector, Node])[]): Node {
  const words = known.map(([{ type, label, summary }]) => ({ type, text: `${label}: ${summary}` }))
  const type: Node = {
    ...described('The connector. Its settings stand next to it.'),
    anyOf: [
      { enum: words.map(({ type }) => type), markdownEnumDescriptions: words.map(({ text }) => text) },
      { type: 'string' },
    ],
  }
  return cases(
    'type',
    type,
    known.map(([{ type }]) => [type, { $ref: `#/definitions/destination-${type}` }]),
  )
}

function channelNodes(channels: readonly Channel[], common: Node, settings: Node): Record<string, Node> {
  if (channels.length === 0) return { channel: { type: 'object' } }
  const { alerts = {}, sending = {} } = common.properties ?? {}
  const nodes = channels.map(({ type }) => {
    const own = settings.properties?.[type] ?? {}
    const keys = { type: { const: type }, alerts, sending }
    const node = { ...own, properties: { ...keys, ...own.properties }, required: ['type', ...(own.required ?? [])] }
    return [`channel-${type}`, node] as const
  })
  const words = channels.map(({ label, summary }) => `${label}: ${summary}`)
  const choice = { enum: channels.map(({ type }) => type), markdownEnumDescriptions: words }
  const type = { ...described('The type of the channel. Its settings stand next to it.'), ...choice }
  const shapes = channels.map(({ type }): [string, Node] => [type, { $ref: `#/definitions/channel-${type}` }])
  return { channel: cases('type', type, shapes), ...Object.fromEntries(nodes) }
}

/** The connector's own fields for completion; further fields of the far end are allowed. */
function fieldsOf({ fields }: Connector, mapping: Node): Node {
  const properties = Object.entries(fields).map(([name, field]) => [
    name,
    { ...described(defaultsOf(field)), allOf: [{ $ref: '#/definitions/mappedField' }] },
  ])
  return orNothing({
    ...mapping,
    properties: Object.fromEntries(properties),
    additionalProperties: { $ref: '#/definitions/mappedField' },
  })
}

function defaultsOf({ template, required, maxLength, unit = 'characters', default: fallback }: Field): string {
  const limits = [required && 'required', maxLength && `at most ${maxLength} ${unit}`].filter(Boolean)
  const otherwise = fallback ? `, else \`${fallback}\`` : ''
  return `Default: \`${template}\`${otherwise}.${limits.length > 0 ? ` The field is ${limits.join(', ')}.` : ''}`
}

/** `mapping:` with nothing after it means no mapping (./destination.ts). */
function orNothing(node: Node): Node {
  return { ...node, type: ['object', 'null'] }
}

function fromZod(schema: z.ZodType): Node {
  const made = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => amend(zodSchema, jsonSchema as Node),
  })
  return byDiscriminator(made as Node)
}

/** Adds what zod leaves out, and corrects what zod says about the output instead of the input. */
function amend(schema: z.core.$ZodType, node: Node): void {
  const def = schema._zod.def as { type: string; coerce?: boolean; defaultValue?: unknown }
  if (def.type === 'default') node.default ??= def.defaultValue
  // An empty default tells nothing, and editors would insert it.
  if (JSON.stringify(node.default) === '{}' || JSON.stringify(node.default) === '[]') delete node.default
  if (def.coerce && node.type === 'string') node.type = ['string', 'number']
  if (def.type === 'pipe' && takesText(schema, node)) node.readsText = true
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum
  if (def.type === 'never') {
    node.doNotSuggest = true
    node.errorMessage = z.safeParse(schema, '').error?.issues[0]?.message ?? ''
  }
  for (const { pattern, message } of patternsOf(schema)) {
    // JSON Schema's patterns have no flags.
    if (pattern.flags !== '' && pattern.source === node.pattern) delete node.pattern
    else if (pattern.source === node.pattern && message) node.patternErrorMessage = message
  }
}

function takesText(schema: z.core.$ZodType, { type }: Node): boolean {
  const texts: Readonly<Record<string, string>> = { integer: '1', number: '1', boolean: 'true' }
  const text = typeof type === 'string' ? texts[type] : undefined
  return text !== undefined && z.safeParse(schema, text).success
}

function patternsOf(schema: z.core.$ZodType): { pattern: RegExp; message: string | undefined }[] {
  const { checks = [] } = schema._zod.def
  return checks.flatMap((check) => {
    const { pattern, error } = check._zod.def as { pattern?: unknown; error?: (issue: never) => unknown }
    if (!(pattern instanceof RegExp)) return []
    const message = error?.({} as never)
    return [{ pattern, message: typeof message === 'string' ? message : undefined }]
  })
}
