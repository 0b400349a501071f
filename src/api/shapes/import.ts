import { z } from 'zod'
import { importPaths, isImportPath } from '../import-row.ts'
import { named } from './named.ts'

/** Largest batch in bytes: a row may be as long as a lead at the ingest URL, and JSON makes it longer. */
export const largestBatch = 8 * 1024 * 1024

const mostRows = 1_000

const path = z
  .string()
  .max(200)
  .refine(isImportPath, { error: `must be campaign.<name> or one of ${importPaths.join(', ')}` })

export const importBatch = z.strictObject({
  columns: z
    .array(
      z.strictObject({
        name: z.string().max(1_000).meta({ description: 'As the file has it; the raw row is kept by these names.' }),
        path: path
          .nullable()
          .meta({ description: 'Path of the lead, such as `person.email`; null: in the raw row only.' }),
      }),
    )
    .max(1_000)
    .optional()
    .meta({ description: 'Of `rows`.' }),
  rows: z
    .array(z.array(z.string()).max(10_000))
    .min(1)
    .max(mostRows)
    .optional()
    .meta({ description: 'Cells, in the order of the columns.' }),
  lines: z
    .array(z.string())
    .min(1)
    .max(mostRows)
    .optional()
    .meta({ description: "Instead of `rows`: lines of an NDJSON export, or the marketplace's JSON." }),
  firstRow: z.int().min(1).default(1).meta({ description: "The number of the batch's first row in the file." }),
  offer: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: '`publisher.offer` of rows that name none.' }),
  keepOnly: z.boolean().default(false).meta({ description: 'Keep the leads, deliver them nowhere.' }),
})

export type ImportBatch = z.input<typeof importBatch>

export const importedShape = named(
  'Imported',
  z.object({
    rows: z.int(),
    received: z.int().meta({ description: 'New leads, now on disk and on their way.' }),
    suppressed: z.int().meta({ description: 'New leads that were kept only.' }),
    unreadable: z.int().meta({ description: 'Rows without a lead, kept for the operator.' }),
    repeats: z.int().meta({ description: 'Rows that are here already; nothing was made of them.' }),
  }),
)

export type Imported = z.output<typeof importedShape>
