import { z } from 'zod'
import { oneSignIn, storageSettings, tableName } from '../../src/outside/azure-storage/credential.ts'

export type Settings = z.output<typeof settings>

export const settings = z
  .strictObject({
    ...storageSettings('table'),
    table: tableName
      .default('MarketplaceLeads')
      .meta({ title: 'Table', help: 'Microsoft’s own connector writes to MarketplaceLeads.' }),
    createTable: z.boolean().default(true).meta({
      title: 'Create the table',
      help: 'The hub makes the table when it is missing. The sign-in needs the right to do so.',
    }),
    partitionKey: z.enum(['microsoft', 'date']).default('microsoft').meta({
      title: 'Partition key',
      help: 'It is the day of receipt in UTC: 11:2F20:2F2025, as Microsoft writes it, or 2025-11-20.',
    }),
  })
  .superRefine(oneSignIn('table'))
