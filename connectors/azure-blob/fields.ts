import type { FieldMap } from '../../src/connector.ts'

/** The lead as it was sent. Microsoft's own Blob connector wrote CSV, but its columns are documented nowhere. */
export const fields = {
  LeadId: { template: '{{ id }}', required: true },
  ReceivedTime: { template: '{{ received }}', required: true },
  CreatedTime: { template: '{{ sent }}' },
  LeadSource: { template: '{{ source.text | default: source.code }}' },
  ActionCode: { template: '{{ action.code }}' },
  OfferId: { template: '{{ offer.id }}' },
  OfferTitle: { template: '{{ offer.title }}' },
  FirstName: { template: '{{ person.firstName }}' },
  LastName: { template: '{{ person.lastName }}' },
  Email: { template: '{{ person.email }}' },
  Phone: { template: '{{ person.phone.raw }}' },
  Country: { template: '{{ person.country.raw }}' },
  Company: { template: '{{ person.company }}' },
  Title: { template: '{{ person.title }}' },
  Description: { template: '{{ description }}' },
  Campaign: { template: '{{ campaign | json }}' },
  Test: { template: '{% if test %}true{% endif %}' },
} satisfies FieldMap
