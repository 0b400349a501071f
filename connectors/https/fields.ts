import type { FieldMap } from '../../src/connector.ts'

/** The JSON that Microsoft's own connector posts; dots make objects. */
export const fields: FieldMap = {
  'userDetails.FirstName': { template: '{{ person.firstName }}' },
  'userDetails.LastName': { template: '{{ person.lastName }}' },
  'userDetails.Email': { template: '{{ person.email }}' },
  'userDetails.Phone': { template: '{{ person.phone.raw }}' },
  'userDetails.Country': { template: '{{ person.country.raw }}' },
  'userDetails.Company': { template: '{{ person.company }}' },
  'userDetails.Title': { template: '{{ person.title }}' },
  LeadSource: { template: '{{ source.text }}', default: '{{ source.code }}' },
  ActionCode: { template: '{{ action.code }}' },
  OfferTitle: { template: '{{ offer.title }}' },
  Description: { template: '{{ description }}' },
}
