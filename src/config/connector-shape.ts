/** Finds the connectors among the exports of a module, and what is wrong with them. */
import { z } from 'zod'
import type { Connector } from '../connector.ts'
import { asRecord } from './as-record.ts'

export interface Exports {
  connectors: Connector[]
  /** `its export acme: open must be a function` */
  problems: string[]
}

export function connectorsIn(module: object): Exports {
  const values = new Map<unknown, string>()
  for (const [name, value] of Object.entries(module)) if (!values.has(value)) values.set(value, name)
  const read = [...values].map(([value, name]) => ({ value, name, wrong: problemsOf(value) }))
  const meant = read.filter(({ value }) => parts.filter((part) => part in asRecord(value)).length >= partsNeeded)
  return {
    connectors: meant.filter(({ wrong }) => wrong.length === 0).map(({ value }) => value as Connector),
    problems: meant
      .filter(({ wrong }) => wrong.length > 0)
      .map(({ name, wrong }) => `its export ${name}: ${wrong.join('; ')}`),
  }
}

const callable = z.custom<object>((value) => typeof value === 'function', 'must be a function')

const shape = z.object({
  type: z.string('must be a text').regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with hyphens'),
  label: z.string('must be a text').min(1, 'must not be blank'),
  summary: z.string('must be a text').min(1, 'must not be blank'),
  settings: z.custom<object>(isZodObject, 'must be a z.strictObject({ … }) of zod 4'),
  // The schema of the mapping checks each field.
  fields: z.record(z.string(), z.unknown(), 'must be fields with templates'),
  repeat: z.union([z.enum(['harmless', 'doubles']), callable], 'must be "harmless", "doubles" or a function'),
  problems: z.array(z.object({ id: z.string('must be a text') }, 'must be { id: … }'), 'must be a list'),
  open: callable,
})

const parts = Object.keys(shape.shape)

/** An export with at least this many parts counts as a connector. A zod schema has a `type`, too. */
const partsNeeded = 3

function isZodObject(value: unknown): boolean {
  return 'shape' in asRecord(value) && '_zod' in asRecord(value)
}

function problemsOf(value: unknown): string[] {
  const issues = shape.safeParse(value).error?.issues ?? []
  return issues.map(({ path, message, input }) =>
    input === undefined && path.length === 1 && !(String(path[0]) in asRecord(value))
      ? `${path.join('.')} is missing`
      : `${path.join('.')} ${message}`,
  )
}
