import type { FormField } from './calls.ts'

const field = (id: string, label: string): FormField => ({ id, label: `${label}:`, dataType: 'text', required: false })

/** A form as Partner Center requires it. */
export const partnerCenterForm: readonly FormField[] = [
  { ...field('Email', 'Email Address'), dataType: 'email', required: true },
  field('FirstName', 'First Name'),
  field('LastName', 'Last Name'),
  field('Company', 'Company Name'),
  field('Phone', 'Phone Number'),
  field('Country', 'Country'),
  field('Title', 'Job Title'),
  field('LeadSource', 'Lead Source'),
]
