import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { oneSignIn, storageSettings, tableName } from '../../outside/azure-storage/credential.ts'
import { duration } from '../../settings/duration.ts'
import { retention } from '../retention.ts'

const { directoryId, clientId, clientSecret, ...ways } = storageSettings('table')
const reader = 'the app registration that reads the table; it needs the role Storage Table Data Reader.'

export const settings = z
  .strictObject({
    type: z
      .literal('azure-table')
      .meta({ help: "`azure-table`: the hub reads a table that Microsoft's connector writes to." }),
    retention,
    ...ways,
    directoryId: directoryId.meta({ title: 'Directory (tenant) ID', help: `Directory of ${reader}` }),
    clientId: clientId.meta({ title: 'Application (client) ID', help: `Id of ${reader}` }),
    clientSecret: clientSecret.meta({
      title: 'Client secret',
      help: 'Value (not ID) of the secret, from Certificates & secrets.',
      secret: true,
    }),
    table: tableName
      .default('MarketplaceLeads')
      .meta({ help: 'Name of the table; Microsoft writes to MarketplaceLeads.' }),
    every: duration
      .refine((ms) => ms >= 1_000 && ms <= 86_400_000, 'must be at least 1s and at most 1d')
      .prefault('1m')
      .meta({ help: 'Time between the end of one reading and the next.' }),
    from: z.iso
      .date('must be a date such as 2026-08-01')
      .optional()
      .meta({ help: 'Rows written before this day (UTC) are not read. Default: every row of the table.' }),
    overlap: duration
      .prefault('10m')
      .meta({ help: 'Each reading begins this long before the newest row of the last reading.' }),
    allowNetworks: z
      .array(z.string().refine((text) => ipaddr.isValidCIDR(text), 'must be a network such as 10.1.0.0/16'))
      .default([])
      .meta({ help: 'Private networks (CIDR) that the table may be in; all others are refused.' }),
  })
  .superRefine(oneSignIn('table'))

export type TableSettings = z.output<typeof settings>
