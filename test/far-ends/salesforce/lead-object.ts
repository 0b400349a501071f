/** The description of the Lead object. */
export interface DescribedField {
  name: string
  label: string
  type: string
  length: number
  createable: boolean
  nillable: boolean
  defaultedOnCreate: boolean
  externalId: boolean
  unique: boolean
  restrictedPicklist: boolean
  picklistValues: { value: string; label: string; active: boolean }[]
}

export function field(name: string, type: string, length: number, over: Partial<DescribedField> = {}): DescribedField {
  const flags = { createable: true, nillable: true, defaultedOnCreate: false, externalId: false, unique: false }
  return { name, label: name, type, length, ...flags, restrictedPicklist: false, picklistValues: [], ...over }
}

const given = { createable: false, nillable: false, defaultedOnCreate: true }

export function leadFields(over: { externalId: boolean; countryPicklists: boolean }): DescribedField[] {
  const countries = ['DE', 'US', 'FR', 'IN'].map((value) => ({ value, label: value, active: true }))
  const country = {
    restrictedPicklist: true,
    picklistValues: [...countries, { value: 'AQ', label: 'AQ', active: false }],
  }
  return [
    field('Id', 'id', 18, given),
    field('IsDeleted', 'boolean', 0, given),
    field('MasterRecordId', 'reference', 18, { ...given, nillable: true }),
    field('CreatedDate', 'datetime', 0, given),
    field('OwnerId', 'reference', 18, { nillable: false, defaultedOnCreate: true }),
    field('FirstName', 'string', 40),
    field('LastName', 'string', 80, { nillable: false }),
    field('Company', 'string', 255, { nillable: false }),
    field('Title', 'string', 128),
    field('Email', 'email', 80),
    field('Phone', 'phone', 40),
    field('Country', over.countryPicklists ? 'picklist' : 'string', 80),
    ...(over.countryPicklists ? [field('CountryCode', 'picklist', 10, country)] : []),
    field('LeadSource', 'picklist', 255),
    field('Rating', 'picklist', 255, { restrictedPicklist: true }),
    field('Status', 'picklist', 255, { nillable: false, defaultedOnCreate: true }),
    field('Description', 'textarea', 32_000),
    field('NumberOfEmployees', 'int', 0),
    field('DoNotCall', 'boolean', 0, { nillable: false, defaultedOnCreate: true }),
    field('HasOptedOutOfEmail', 'boolean', 0, { nillable: false, defaultedOnCreate: true }),
    ...(over.externalId ? [field('Lead_Key__c', 'string', 64, { externalId: true, unique: true })] : []),
  ]
}
