/** Shapes that are chosen by the value of one key: `if` the value, `then` the shape. */
import type { Node } from './json-schema-node.ts'

/**
 * With these cases an editor checks the chosen shape and completes its keys. With `oneOf` it would only tell that no
 * shape matches.
 */
export function cases(key: string, choice: Node, shapes: readonly (readonly [string, Node])[]): Node {
  return {
    type: 'object',
    properties: { [key]: choice },
    required: [key],
    allOf: shapes.map(([word, shape]) => ({
      if: { properties: { [key]: { const: word } }, required: [key] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
      then: shape,
    })),
  }
}

/** Turns every union whose members differ by the value of one key into cases. */
export function byDiscriminator(node: Node): Node {
  const inner = Object.fromEntries(Object.entries(node).map(([key, held]) => [key, within(key, held)])) as Node
  const { anyOf, oneOf, ...rest } = inner
  const members = oneOf ?? anyOf
  const key = members && discriminatorOf(members)
  if (!members || !key) return inner
  const shapes = members.map((member): [string, Node] => [wordOf(member, key) ?? '', member])
  const words = members.map((member) => member.properties?.[key]?.help ?? '')
  const choice: Node = { enum: shapes.map(([word]) => word), markdownEnumDescriptions: words }
  return { ...rest, ...cases(key, choice, shapes) }
}

const plain = ['default', 'const', 'enum', 'examples', 'required']

function within(key: string, held: unknown): unknown {
  if (plain.includes(key) || typeof held !== 'object' || held === null) return held
  if (Array.isArray(held)) return held.map((one) => within('', one))
  if (key !== 'properties' && key !== 'definitions') return byDiscriminator(held as Node)
  return Object.fromEntries(Object.entries(held).map(([name, one]) => [name, byDiscriminator(one as Node)]))
}

function discriminatorOf(members: readonly Node[]): string | undefined {
  const [first] = members
  if (members.length < 2) return undefined
  return Object.keys(first?.properties ?? {}).find((key) => {
    const words = members.map((member) => wordOf(member, key))
    return words.every((word) => word !== undefined) && new Set(words).size === words.length
  })
}

function wordOf({ properties, required }: Node, key: string): string | undefined {
  const word = properties?.[key]?.const
  return typeof word === 'string' && required?.includes(key) ? word : undefined
}
