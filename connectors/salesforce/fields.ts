import type { FieldMap } from '../../src/connector.ts'

const doNotContact = '{% if action.stage == "do-not-contact" %}true{% endif %}'

/**
 * Named as the REST API names them; web-to-lead translates. Values follow Microsoft's own connector, so that assignment
 * rules and reports built on its leads go on working.
 */
export const fields: FieldMap = {
  FirstName: { template: '{{ person.firstName }}', maxLength: 40 },
  LastName: {
    template: '{{ person.lastName }}',
    default: '{% if person.email != "" %}{{ person.email | split: "@" | first }}{% else %}[not provided]{% endif %}',
    maxLength: 80,
    required: true,
  },
  // A cut address is a wrong address: a longer address moves into Description instead.
  Email: { template: '{{ person.email }}' },
  Phone: { template: '{{ person.phone.e164 }}', default: '{{ person.phone.raw }}', maxLength: 40 },
  Company: {
    template: '{{ person.company }}',
    default: '{% if person.emailDomain != "" %}{{ person.emailDomain }}{% else %}[not provided]{% endif %}',
    maxLength: 255,
    required: true,
  },
  Title: { template: '{{ person.title }}', maxLength: 128 },
  Country: { template: '{{ person.country.raw }}', maxLength: 80 },
  CountryCode: { template: '{{ person.country.alpha2 }}', maxLength: 10 },
  // Some senders give source, action and offer apart: they are joined as in the leads that Microsoft's connector writes.
  LeadSource: {
    template: `{% if source.text contains "|" or source.code == "" %}{{ source.text }}{% else %}{{ source.code }}{%
      if action.code != "" %}-{{ action.code }}{% endif %}{% if offer.id != "" %}|{{ offer.id }}{% endif %}{% endif %}`,
    default: '{{ source.endpoint }}',
    maxLength: 255,
  },
  Description: {
    template: `{{ description }}
{% if action.code != "" %}Action: {{ action.label }} ({{ action.code }})
{% endif %}{% if offer.title != "" %}Offer: {{ offer.title }}
{% endif %}{% for each in campaign %}{{ each[0] }}: {{ each[1] }}
{% endfor %}`,
    maxLength: 31_900,
  },
  DoNotCall: { template: doNotContact },
  HasOptedOutOfEmail: { template: doNotContact },
}
