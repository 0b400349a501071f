import type { FieldMap } from '../../src/connector.ts'

const noContact = { template: "{% if action.stage == 'do-not-contact' %}true{% endif %}" }

/**
 * Columns of the table `lead` (learn.microsoft.com/dynamics365/customer-engagement/web-api/lead). No maxLength: an
 * organisation changes its lengths, so values are cut to what it says now (columns.ts).
 */
export const fields = {
  subject: {
    template:
      "{% assign what = offer.title | default: offer.id | default: 'Lead' %}" +
      "{{ what }}{% if action.label != '' %} – {{ action.label }}{% endif %}",
  },
  firstname: { template: '{{ person.firstName }}' },
  lastname: {
    template: '{{ person.lastName }}',
    default: "{{ person.email | split: '@' | first | default: '[not provided]' }}",
    required: true,
  },
  emailaddress1: { template: '{{ person.email }}' },
  telephone1: { template: '{{ person.phone.e164 | default: person.phone.raw }}' },
  address1_country: { template: '{{ person.country.name | default: person.country.raw }}' },
  companyname: { template: '{{ person.company }}' },
  jobtitle: { template: '{{ person.title }}' },
  // The sender's own words come last: they may be long, and the end is what is cut.
  description: {
    template: `{% if offer.id != '' %}Offer: {{ offer.id }}
{% endif %}{% if source.label != '' %}Source: {{ source.label }}
{% endif %}{% if action.code != '' %}Action: {{ action.label }} ({{ action.code }})
{% endif %}{% for parameter in campaign %}{{ parameter[0] }}: {{ parameter[1] }}
{% endfor %}Lead: {{ id }}
{% if description != '' %}
{{ description }}{% endif %}`,
  },
  donotphone: noContact,
  donotemail: noContact,
  donotbulkemail: noContact,
  donotpostalmail: noContact,
} satisfies FieldMap
