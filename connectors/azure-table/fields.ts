/** The columns of Microsoft's own table. Its readers expect all of them in every row. */
import type { FieldMap } from '../../src/connector.ts'

/** UTF-16 units of a value (learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model). */
export const maxText = 32_768

const person = ['FirstName', 'LastName', 'Email', 'Phone', 'Country', 'Company', 'Title']
const personTemplates = ['firstName', 'lastName', 'email', 'phone.raw', 'country.raw', 'company', 'title']
const info = person.map((name, at) => `"${name}":{{ person.${personTemplates[at]} | json }}`)

export const fields: FieldMap = {
  ActionCode: { template: '{{ action.code }}', maxLength: maxText },
  CreatedTime: { template: '{{ sent }}', default: '{{ received }}', maxLength: maxText },
  CustomerInfo: { template: `{${info.join(',')}}` },
  Description: { template: '{{ description }}', maxLength: maxText },
  LeadSource: {
    template:
      '{% if source.text contains "-" %}{{ source.text }}{% else %}{{ source.code }}-{{ action.code }}|{{ offer.id }}{% endif %}',
    maxLength: maxText,
  },
  OfferDisplayName: { template: '{{ offer.title }}', maxLength: maxText },
  ProductId: { template: '{{ offer.id }}', maxLength: maxText },
}
