/** Turns the JSON Schema of zod into the JSON Schema that editors read. */

export interface Node {
  type?: string | string[]
  title?: string
  description?: string
  /** Our own key, from `.meta()`: the text that editors show. */
  help?: string
  /** Our own key: the value must be a reference. */
  secret?: boolean
  /** Our own key: text is read as a number or boolean, so the value may be a reference. */
  readsText?: boolean
  default?: unknown
  properties?: Record<string, Node>
  additionalProperties?: Node | boolean
  propertyNames?: Node
  definitions?: Record<string, Node>
  items?: Node | Node[]
  anyOf?: Node[]
  oneOf?: Node[]
  allOf?: Node[]
  not?: Node
  if?: Node
  then?: Node
  else?: Node
  required?: string[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  format?: string
  minLength?: number
  minItems?: number
  maxLength?: number
  maximum?: number
  examples?: unknown[]
  $ref?: string
  $schema?: string
  /** Keys of VS Code beyond the standard. */
  markdownDescription?: string
  markdownEnumDescriptions?: string[]
  patternErrorMessage?: string
  errorMessage?: string
  doNotSuggest?: boolean
}

const referencePattern = '\\$\\{(env|file):[^}]+\\}'

/** A reference to a value outside the file. The hub replaces references in every text of the file (./secrets.ts). */
export const reference: Node = {
  type: 'string',
  pattern: referencePattern,
  patternErrorMessage: 'must be ${env:NAME} or ${file:/path}',
  examples: ['${env:NAME}', '${file:/path}'],
}

const toReference: Node = { $ref: '#/definitions/reference' }

/** Adds references and help texts to every node of the tree. */
export function asWritten(node: Node): Node {
  const { help, secret, readsText, ...rest } = node
  const inner = mapped(rest, secret ? insideSecret : asWritten)
  const own = secret ? onlyReferences(inner) : withReferences(inner, readsText === true)
  return { ...words(help, secret === true), ...own }
}

function insideSecret(node: Node): Node {
  return onlyReferences(mapped(node, insideSecret))
}

function onlyReferences(node: Node): Node {
  if (node.type !== 'string') return node
  const { title, default: held } = node
  return { ...(title ? { title } : {}), ...(held === undefined ? {} : { default: held }), ...reference }
}

function withReferences(node: Node, readsText: boolean): Node {
  if (readsText) return orReference(node)
  if (![node.type].flat().includes('string') || node.const !== undefined) return node
  const { pattern, format, enum: words, minLength = 0, maxLength } = node
  if (pattern && !words && maxLength === undefined && minLength < 2) {
    const { format: _, ...rest } = node
    return { ...rest, pattern: `(?:${pattern})|${referencePattern}` }
  }
  const limited = pattern ?? format ?? words ?? maxLength ?? (minLength > 1 || undefined)
  return limited === undefined ? node : orReference(node)
}

/** Title, default and description stay outside of `anyOf`, where editors look first. */
function orReference({ title, default: held, description, ...constraint }: Node): Node {
  const said = { title, default: held, description }
  return { ...given(said), anyOf: [constraint, toReference] }
}

function words(help: string | undefined, secret: boolean): Node {
  const text = [help, secret && 'Secret: write `${env:NAME}` or `${file:/path}`.'].filter(Boolean).join(' ')
  return text ? described(text) : {}
}

/** A help text with backquotes, for editors that show Markdown and for editors that do not. */
export function described(text: string): Node {
  const markdown = text
    .split('`')
    .map((part, at) => (at % 2 === 0 ? part.replaceAll('<', '&lt;').replaceAll('*', '\\*') : part))
    .join('`')
  return {
    description: text.replaceAll('`', ''),
    ...(markdown === text.replaceAll('`', '') ? {} : { markdownDescription: markdown }),
  }
}

function mapped(node: Node, change: (one: Node) => Node): Node {
  const lists = { anyOf: node.anyOf?.map(change), oneOf: node.oneOf?.map(change), allOf: node.allOf?.map(change) }
  const { items, additionalProperties: more } = node
  const single = {
    not: node.not && (Object.keys(node.not).length > 0 ? change(node.not) : node.not),
    if: node.if && change(node.if),
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
    then: node.then && change(node.then),
    else: node.else && change(node.else),
    items: Array.isArray(items) ? items.map(change) : items && change(items),
    additionalProperties: typeof more === 'object' ? change(more) : more,
    properties: node.properties && byKey(node.properties, change),
    definitions: node.definitions && byKey(node.definitions, change),
  }
  return { ...node, ...given({ ...lists, ...single }) }
}

function byKey(nodes: Record<string, Node>, change: (one: Node) => Node): Record<string, Node> {
  return Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, change(node)]))
}

/** The parts that are not undefined. */
function given<T extends object>(parts: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as never
}
