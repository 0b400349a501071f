/** The properties of `Lead` (lead.ts) by the names in templates and conditions. `*` stands for any name. */
export const leadPaths = [
  ...['id', 'received', 'sent', 'description', 'test', 'campaign.*', 'raw.*'],
  ...['source.endpoint', 'source.code', 'source.label', 'source.text'],
  ...['action.code', 'action.label', 'action.stage'],
  ...['offer.id', 'offer.publisher', 'offer.name', 'offer.title'],
  ...['person.firstName', 'person.lastName', 'person.name', 'person.email', 'person.emailDomain'],
  ...['person.phone.raw', 'person.phone.e164', 'person.company', 'person.title'],
  ...['person.country.raw', 'person.country.alpha2', 'person.country.alpha3', 'person.country.name'],
] as const
