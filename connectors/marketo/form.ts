import { z } from 'zod'
import { configuration } from '../../src/failure.ts'
import type { Answer, Api } from './api.ts'

const fieldShape = z.object({
  id: z.string().min(1),
  label: z.string().nullish(),
  required: z.boolean().nullish(),
})

export type FormField = z.output<typeof fieldShape>

/** @throws DeliveryError `configuration` when there is no such form, or the API user may not see it (603). */
export async function formFields(api: Api, formId: string, signal: AbortSignal): Promise<readonly FormField[]> {
  const path = `/rest/asset/v1/form/${formId}/fields.json`
  const answer = await api.call({ kind: 'read', method: 'GET', path, signal })
  const fields = z.array(fieldShape).safeParse(answer.result)
  // An asset that is not there is a success without result and with a warning.
  if (!fields.success) throw missing(formId, answer)
  return fields.data
}

function missing(formId: string, { status, text }: Answer) {
  const message = `Marketo has no form ${formId} that this API user can see; check the Form ID`
  return configuration({ code: 'FORM_NOT_FOUND', problem: 'marketo-form-not-found', status, excerpt: text, message })
}

/** @throws DeliveryError `configuration` when the form cannot take leads from the marketplace. */
export function requireLeadFields(fields: readonly FormField[]): void {
  if (!onForm(fields, 'email')) throw lacking('Email Address')
  const source = ({ id, label }: FormField) => sourceIds.has(plain(id)) || plain(label ?? '') === 'leadsource'
  if (!fields.some(source)) throw lacking('Lead Source')
}

const sourceIds = new Set(['leadsource', 'sourcesystemname'])

function lacking(field: string) {
  const code = field === 'Lead Source' ? 'FORM_WITHOUT_LEAD_SOURCE' : 'FORM_WITHOUT_EMAIL'
  const problem = field === 'Lead Source' ? 'marketo-form-without-lead-source' : 'marketo-form-without-email'
  return configuration({ code, problem, message: `The form has no field "${field}"; add it and approve the form` })
}

/** Forms name fields `LeadSource` or `Lead_Source__c` where REST says `leadSource`. */
export function onForm(fields: readonly FormField[], name: string): FormField | undefined {
  return fields.find(({ id }) => plain(id) === plain(name))
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
