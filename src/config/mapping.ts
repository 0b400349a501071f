/** The operator's own templates, for a destination or for one route to a destination. */
import { z } from 'zod'
import type { Field, FieldMap } from '../connector.ts'
import { compileTemplate, filterNames, missingFilter } from '../mapping/templates.ts'
import { unknownReads } from './lead-paths.ts'
import { nearest } from './nearest.ts'
import { type ConfigProblem, fromZod } from './problems.ts'

const templateSchema = z.union([
  z.string(),
  z.null(),
  z.strictObject({
    template: z.string().meta({ help: 'The template.' }),
    maxLength: z
      .int()
      .min(1)
      .optional()
      .meta({ help: 'Longer values are cut, and the receipt tells it. In UTF-16 units.' }),
    required: z.boolean().optional().meta({ help: 'A lead for which the field stays blank is rejected.' }),
    default: z.string().optional().meta({ help: 'Template that is used when the result of `template` is blank.' }),
  }),
])

export const mappingSchema = z
  .record(z.string().min(1), templateSchema)
  .default({})
  .meta({ help: 'Far-end field → LiquidJS template over the lead; null leaves the field out.' })

type Overrides = Record<string, string | null | Field>

/** The fields with the overrides applied. Overrides of the wrong shape are left out; the file's schema reports them. */
export function overridden(
  defaults: FieldMap,
  mapping: unknown,
  path: string,
): { fields: FieldMap; problems: ConfigProblem[] } {
  const fields: Record<string, Field> = { ...defaults }
  const problems: ConfigProblem[] = []
  for (const [name, override] of Object.entries(readable(mapping))) {
    if (override === null) {
      delete fields[name]
      continue
    }
    const field = typeof override === 'string' ? { template: override } : override
    fields[name] = { ...defaults[name], ...field }
    for (const text of [field.template, field.default])
      if (text) problems.push(...templateProblems(text, `${path}.${name}`))
  }
  return { fields, problems }
}

function readable(mapping: unknown): Overrides {
  const entries = typeof mapping === 'object' && mapping !== null ? Object.entries(mapping) : []
  return Object.assign({}, ...entries.map(([name, override]) => mappingSchema.safeParse({ [name]: override }).data))
}

const fieldSchema = z.strictObject(
  {
    template: z.string('must be a text'),
    maxLength: z.int('must be a whole number').min(1, 'must be 1 or more').optional(),
    unit: z.enum(['characters', 'bytes'], 'must be characters or bytes').optional(),
    required: z.boolean('must be true or false').optional(),
    default: z.string('must be a text').optional(),
  },
  'must be { template: … }',
)

/** The problems of a connector's default mapping; each path is the name of a field. */
export function fieldProblems(fields: unknown): ConfigProblem[] {
  const entries = typeof fields === 'object' && fields !== null ? Object.entries(fields) : []
  return entries.flatMap(([name, field]) => {
    const read = fieldSchema.safeParse(field, { reportInput: true })
    if (!read.success) return fromZod(read.error.issues, name, () => Object.keys(fieldSchema.shape))
    const texts = [read.data.template, read.data.default ?? '']
    return texts.flatMap((text) => (text ? templateProblems(text, name) : []))
  })
}

/** The errors of LiquidJS, and lead properties that do not exist. */
function templateProblems(text: string, path: string): ConfigProblem[] {
  try {
    return unknownReads(compileTemplate(text).reads).map(({ read, hint }) => ({
      path,
      message: `a lead has no property ${read}`,
      hint,
    }))
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not a template'
    return [{ path, message, hint: filterMeant(missingFilter(message)) }]
  }
}

/** A list of all sixty filters would not help. */
function filterMeant(name: string | undefined): string | undefined {
  const near = name && nearest(name, filterNames)
  return near?.startsWith('known:') ? 'filters: https://liquidjs.com/filters/overview.html' : near
}
