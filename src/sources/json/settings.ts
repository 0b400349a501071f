import { z } from 'zod'
import { compileExpression, ExpressionError } from '../../lead/expression.ts'
import { sourceKey } from '../key.ts'
import { checkLeadPaths } from '../lead-fields.ts'
import { retention } from '../retention.ts'
import { checkSample } from './sample.ts'

const expression = z.string().superRefine((text, context) => {
  try {
    compileExpression(text)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
  }
})

export const settings = z
  .strictObject({
    type: z
      .literal('json')
      .meta({ help: '`json`: any other JSON is posted here; `fields` tells where each part of the lead stands.' }),
    key: sourceKey,
    retention,
    fields: z
      .record(z.string(), expression)
      .superRefine(checkLeadPaths)
      .meta({ help: "Part of the lead → JMESPath expression over the body. A fixed text stands in quotes: `'web'`." }),
    list: expression.optional().meta({
      help: 'JMESPath of the list of leads, if a post carries several. The expressions of `fields` begin at each lead.',
    }),
    sample: z
      .union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
      .optional()
      .meta({
        help: 'A body as it is posted. If an expression of `fields` finds nothing in it, the file is refused.',
      }),
  })
  .superRefine(checkSample)
  .meta({ title: 'Any JSON' })

export type JsonSettings = z.output<typeof settings>
