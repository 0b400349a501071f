import type { FieldMap } from '../../src/connector.ts'

const subject = [
  '{% if test %}[Test] {% endif %}',
  "{% if action.stage == 'do-not-contact' %}[Do not contact] {% endif %}",
  "New lead: {{ offer.title | default: offer.id | default: 'offer not named' }}",
  '{% if action.label %} ({{ action.label }}){% endif %}',
].join('')

const text = [
  "Offer: {{ offer.title | default: offer.id | default: 'not named' }}",
  '{% if offer.title and offer.id %} ({{ offer.id }}){% endif %}\n',
  "Source: {{ source.label | default: 'not named' }}\n",
  "Action: {{ action.label | default: 'not named' }}\n",
  'Received: {{ received }}\n',
  'Lead: {{ id }}',
].join('')

/** No personal data, as in Microsoft's own notice: the mail says that a lead came, the CRM says who it is. */
export const fields = {
  subject: { template: subject, maxLength: 250, required: true, default: 'New lead' },
  text: { template: text, maxLength: 100_000, required: true, default: 'Lead: {{ id }}' },
} satisfies FieldMap
