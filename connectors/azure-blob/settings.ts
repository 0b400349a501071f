import { z } from 'zod'
import { oneSignIn, storageSettings } from '../../src/outside/azure-storage/credential.ts'
import { fields } from './fields.ts'

export type Settings = z.output<typeof settings>

export const settings = z
  .strictObject({
    ...storageSettings('blob'),
    container: z
      .string()
      .regex(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/, 'must be 3 to 63 of a-z, 0-9 and single hyphens between them')
      .default('marketplaceleads')
      .meta({ title: 'Container', help: 'The container name, as Partner Center asks for it.' }),
    createContainer: z.boolean().default(true).meta({
      title: 'Create the container',
      help: 'The hub makes the container when it is missing. The sign-in needs the right to do so.',
    }),
    layout: z.enum(['json', 'ndjson', 'csv']).default('json').meta({
      title: 'Layout',
      help: '`json` writes a blob for each lead. `ndjson` and `csv` append all leads of a day to a file.',
    }),
    prefix: z
      .string()
      .max(200)
      .regex(
        /^([\w~-][\w.~-]*(\/[\w~-][\w.~-]*)*)?$/,
        'must be folders such as leads/eu, without a slash at either end',
      )
      .default('')
      .meta({ title: 'Folder', help: 'It begins every name: `leads/eu` makes leads/eu/2025/11/20/….json.' }),
    columns: z.array(z.string().min(1)).min(1).default(Object.keys(fields)).meta({
      title: 'Columns',
      help: 'The columns of the CSV file, in order. Name here too each field that the mapping adds.',
    }),
    bom: z.boolean().default(false).meta({
      title: 'Byte order mark',
      help: 'A CSV file then begins with this mark, so that older editions of Excel read it as UTF-8.',
    }),
  })
  .superRefine(oneSignIn('blob'))
