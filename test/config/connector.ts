/** The smallest connector with one setting of each kind that config.yaml treats differently. */
import { z } from 'zod'
import type { Connector } from '../../src/connector.ts'

const settings = z.strictObject({
  url: z.url({ protocol: /^https$/, error: 'must start with https://' }).meta({ title: 'Address', help: 'Where to.' }),
  token: z
    .string()
    .min(8, 'must have at least 8 characters')
    .meta({ title: 'Token', help: 'Proves us.', secret: true }),
  former: z.array(z.string()).default([]).meta({ title: 'Former tokens', help: 'Still valid.', secret: true }),
  mode: z.enum(['append', 'replace']).default('append').meta({ title: 'Mode', help: 'What a repeat does.' }),
})

export const plain: Connector<typeof settings> = {
  type: 'plain',
  label: 'Plain',
  summary: 'For tests of the configuration.',
  settings,
  fields: {
    email: { template: '{{ person.email }}', maxLength: 100, required: true },
    subject: { template: '{{ offer.title }}' },
  },
  repeat: 'harmless',
  problems: [],
  open: () => ({ deliver: async () => ({ outcome: 'accepted' }) }),
}
