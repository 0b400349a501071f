/** The fields of the form that mode `form` submits. */
import { z } from 'zod'
import type { Client } from './client.ts'
import { failureById } from './replies.ts'

const formField = z.object({
  id: z.string().min(1),
  label: z.string().nullish(),
  required: z.boolean().nullish(),
})

export type FormField = z.output<typeof formField>

/** @throws DeliveryError `configuration` when there is no such form, or the API user may not see it (603). */
export async function formFields(client: Client, formId: string, signal: AbortSignal): Promise<readonly FormField[]> {
  const path = `/rest/asset/v1/form/${formId}/fields.json`
  const { result, status, text } = await client.call({ kind: 'read', method: 'GET', path, signal })
  const { data } = z.array(formField).safeParse(result)
  // For a form that is not there, Marketo reports success with a warning and without a result.
  if (!data) throw failureById('marketo-form-not-found', { code: 'FORM_NOT_FOUND', status, excerpt: text })
  return data
}

const sourceIds = new Set(['leadsource', 'sourcesystemname'])

/** @throws DeliveryError `configuration` when the form cannot take leads from the marketplace. */
export function requireLeadFields(fields: readonly FormField[]): void {
  if (!onForm(fields, 'email')) throw failureById('marketo-form-without-email', { code: 'FORM_WITHOUT_EMAIL' })
  const isSource = ({ id, label }: FormField) => sourceIds.has(plain(id)) || plain(label ?? '') === 'leadsource'
  if (fields.some(isSource)) return
  throw failureById('marketo-form-without-lead-source', { code: 'FORM_WITHOUT_LEAD_SOURCE' })
}

/** Forms name fields `LeadSource` or `Lead_Source__c` where REST says `leadSource`. */
export function onForm(fields: readonly FormField[], name: string): FormField | undefined {
  return fields.find(({ id }) => plain(id) === plain(name))
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
