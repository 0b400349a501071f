/** The columns of the table `lead`, and their description in `EntityDefinitions`. */
export interface ScriptedColumn {
  type:
    | 'String'
    | 'Memo'
    | 'Picklist'
    | 'Boolean'
    | 'Integer'
    | 'Money'
    | 'Lookup'
    | 'Owner'
    | 'Uniqueidentifier'
    | 'DateTime'
  maxLength?: number
  /** Values of a choice. */
  options?: readonly number[]
  required?: 'None' | 'ApplicationRequired' | 'SystemRequired' | 'Recommended'
  writable?: boolean
  label?: string
}

export type ScriptedColumns = Record<string, ScriptedColumn>

const text = (maxLength: number, label: string, required?: ScriptedColumn['required']): ScriptedColumn => {
  return { type: 'String', maxLength, label, ...(required ? { required } : {}) }
}

export function standardColumns(): ScriptedColumns {
  return {
    leadid: { type: 'Uniqueidentifier', label: 'Lead', required: 'SystemRequired' },
    subject: text(300, 'Topic', 'ApplicationRequired'),
    firstname: text(50, 'First Name', 'Recommended'),
    lastname: text(50, 'Last Name', 'ApplicationRequired'),
    fullname: { ...text(160, 'Name'), writable: false },
    emailaddress1: text(100, 'Email'),
    telephone1: text(50, 'Business Phone'),
    mobilephone: text(20, 'Mobile Phone'),
    address1_country: text(80, 'Country/Region'),
    companyname: text(100, 'Company Name', 'Recommended'),
    jobtitle: text(100, 'Job Title'),
    description: { type: 'Memo', maxLength: 2_000, label: 'Description' },
    leadsourcecode: { type: 'Picklist', options: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], label: 'Lead Source' },
    numberofemployees: { type: 'Integer', label: 'No. of Employees' },
    donotphone: { type: 'Boolean', label: 'Do not allow Phone Calls' },
    donotemail: { type: 'Boolean', label: 'Do not allow Emails' },
    donotbulkemail: { type: 'Boolean', label: 'Do not allow Bulk Emails' },
    donotpostalmail: { type: 'Boolean', label: 'Do not allow Mails' },
    ownerid: { type: 'Owner', label: 'Owner', required: 'SystemRequired' },
    campaignid: { type: 'Lookup', label: 'Source Campaign' },
    createdon: { type: 'DateTime', label: 'Created On', writable: false },
  }
}

export function attributesOf(columns: ScriptedColumns): object[] {
  return Object.entries(columns).map(([name, { type, required = 'None', writable = true, label = name }]) => ({
    '@odata.type': `#Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
    LogicalName: name,
    AttributeType: type,
    IsValidForCreate: writable,
    RequiredLevel: {
      Value: required,
      CanBeChanged: required !== 'SystemRequired',
      ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
    },
    DisplayName: {
      LocalizedLabels: [{ Label: label, LanguageCode: 1033, IsManaged: true }],
      UserLocalizedLabel: { Label: label, LanguageCode: 1033, IsManaged: true },
    },
  }))
}

export function lengthsOf(columns: ScriptedColumns, type: string): object[] {
  return Object.entries(columns)
    .filter(([, column]) => column.type === type)
    .map(([LogicalName, { maxLength }]) => ({ LogicalName, MaxLength: maxLength }))
}
