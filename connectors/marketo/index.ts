import type { Connector } from '../../src/connector.ts'
import { open } from './destination.ts'
import { problems } from './problems.ts'
import { settings } from './settings.ts'

const text = { maxLength: 255 }
const noContact = { template: '{% if action.stage == "do-not-contact" %}true{% endif %}' }

export const marketo = {
  type: 'marketo',
  label: 'Marketo Engage',
  summary: 'A form submission, or a person created or updated by e-mail, in Adobe Marketo Engage',
  settings,
  fields: {
    // Neither cut nor `required`: a default address would melt all leads without e-mail into one person.
    email: { template: '{{ person.email }}' },
    firstName: { template: '{{ person.firstName }}', ...text },
    lastName: { template: '{{ person.lastName }}', ...text },
    company: { template: '{{ person.company }}', ...text },
    phone: { template: '{{ person.phone.e164 }}', default: '{{ person.phone.raw }}', ...text },
    country: { template: '{{ person.country.name }}', default: '{{ person.country.raw }}', ...text },
    title: { template: '{{ person.title }}', ...text },
    leadSource: {
      template: '{{ source.text }}',
      default: '{{ source.label | default: source.endpoint }}',
      required: true,
      ...text,
    },
    doNotCall: noContact,
    unsubscribed: noContact,
    'push.source': { template: '{{ source.label }}', ...text },
    'push.reason': { template: '{{ action.label }}{% if offer.title != "" %}: {{ offer.title }}{% endif %}', ...text },
  },
  repeat: ({ mode, program }: Record<string, unknown>) => (mode === 'sync' && !program ? 'harmless' : 'doubles'),
  problems,
  open,
} satisfies Connector<typeof settings>
