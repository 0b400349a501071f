import { z } from 'zod'

const serverIdRetired =
  'Server ID is no longer used: Microsoft rebuilt the Marketo connector in 2022. Remove serverId, and enter munchkinId, formId, clientId and clientSecret (Marketo: Admin > Integration > LaunchPoint > the service > View Details)'

/** The rules below run even when single settings are wrong, so that an operator reads all mistakes at once. */
function entered({ value }: { value: unknown }): boolean {
  return typeof value === 'object' && value !== null
}

export const settings = z
  .strictObject({
    mode: z.enum(['form', 'sync']).default('form').meta({
      title: 'Mode',
      help: '`form` submits a Marketo form, as Partner Center does. `sync` creates or updates the person directly.',
    }),
    munchkinId: z
      .string()
      .regex(/^[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}$/i, 'must look like 123-ABC-456')
      .meta({ title: 'Munchkin ID', help: 'See "Munchkin Account ID" in Marketo: Admin > Integration > Munchkin.' }),
    formId: z.coerce
      .string()
      .regex(/^\d{1,8}$/, 'must be 1 to 8 digits')
      .optional()
      .meta({ title: 'Form ID', help: "For mode `form`: the number in the form's embed code, such as 1179." }),
    clientId: z.string().min(1).meta({
      title: 'Client ID',
      help: 'See it in Marketo: Admin > Integration > LaunchPoint > the service > View Details.',
    }),
    clientSecret: z
      .string()
      .min(1)
      .meta({ title: 'Client Secret', secret: true, help: 'See it next to the Client ID, under View Details.' }),
    partition: z.string().min(1).optional().meta({
      title: 'Partition',
      help: 'For mode `sync`: the lead partition of new persons. Marketo has a default partition.',
    }),
    program: z.string().min(1).optional().meta({
      title: 'Program',
      help: 'For mode `sync`: the hub pushes leads to the program of this name, which logs a "Push Lead to Marketo" activity.',
    }),
    flights: z.int().min(1).max(10).default(5).meta({
      title: 'Calls at once',
      help: 'The limit for each worker process. Marketo answers 10 calls at once for all its API users. Adobe advises 5.',
    }),
    callsPer20Seconds: z.int().min(1).max(100).default(50).meta({
      title: 'Calls per 20 seconds',
      help: 'The limit for each worker process. Marketo takes 100 calls from all its API users together. Adobe advises 50.',
    }),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Base URL',
        help: 'The default is https://<munchkinId>.mktorest.com. See Marketo: Admin > Integration > Web Services.',
      }),
    appHost: z
      .string()
      .regex(/^[a-z0-9.-]+$/i, 'must be a host name such as app-ab12.marketo.com')
      .optional()
      .meta({ title: 'App host', help: 'The host of your Marketo pages, for links to persons: app-ab12.marketo.com.' }),
    serverId: z.never(serverIdRetired).optional().meta({
      title: 'Server ID (retired)',
      help: 'This setting is no longer accepted. The error message names the settings to enter instead.',
    }),
  })
  .refine(({ mode, formId }) => mode !== 'form' || formId !== undefined, {
    path: ['formId'],
    error: 'mode form needs the Form ID',
    when: entered,
  })
  .refine(({ mode, formId }) => mode !== 'sync' || formId === undefined, {
    path: ['formId'],
    error: 'belongs to mode form; remove it or set mode: form',
    when: entered,
  })
  .refine(({ mode, partition }) => mode !== 'form' || partition === undefined, {
    path: ['partition'],
    error: 'belongs to mode sync: a form puts new persons into the primary partition of its workspace',
    when: entered,
  })
  .refine(({ mode, program }) => mode !== 'form' || program === undefined, {
    path: ['program'],
    error: 'belongs to mode sync: a form belongs to its own program',
    when: entered,
  })

export type Settings = z.output<typeof settings>

/** Marketo's own page shows the base URL with `/rest` or `/identity` at its end; both may be pasted. */
export function originOf({ baseUrl, munchkinId }: Settings): string {
  const base = baseUrl ?? `https://${munchkinId.toLowerCase()}.mktorest.com`
  return base.replace(/\/+$/, '').replace(/\/(rest|identity)$/, '')
}
