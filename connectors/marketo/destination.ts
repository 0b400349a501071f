import type { Delivery, Destination, FarField, Preview, Tools } from '../../src/connector.ts'
import { DeliveryError, rejected } from '../../src/failure.ts'
import { openApi } from './api.ts'
import { asciiEmail } from './email.ts'
import { openFields, type PersonFields, tailor, type Value } from './fields.ts'
import { formFields, onForm, requireLeadFields } from './form.ts'
import { openIdentity } from './identity.ts'
import { instanceAt } from './instance.ts'
import { proofOf, wasDeleted } from './outcome.ts'
import { originOf, type Settings } from './settings.ts'
import { deletionOf, pushPrefix, writeOf } from './write.ts'

export function open(settings: Settings, { http, now, log }: Tools): Destination {
  const origin = originOf(settings)
  const { pace, turns } = instanceAt(origin)
  const identity = openIdentity(http, { origin, ...settings }, now)
  const limits = { flights: settings.flights, calls: settings.callsPer20Seconds }
  const api = openApi({ origin, http, identity, pace, limits, now })
  const fields = openFields(api, now)

  async function write(delivery: Delivery, email: string, person: Record<string, Value>) {
    const { signal } = delivery
    const call = { ...writeOf(settings, delivery, person), signal }
    const answer = await turns.take(email.toLowerCase(), { now, signal }, () => api.call(call))
    return proofOf(answer, call.kind, now())
  }

  function explained(error: unknown, person: Record<string, Value>): unknown {
    if (!(error instanceof DeliveryError) || error.detail.code !== '1006') return error
    fields.forget()
    // One lead that must not be contacted shall not hold all the others.
    if (settings.mode !== 'form' || !noContact.some((name) => name in person)) return error
    const message =
      'This lead must not be contacted, and the form has no "Do Not Call" field to say so; add it, then replay'
    return rejected({ ...error.detail, problem: 'marketo-form-without-do-not-call', message })
  }

  return {
    async deliver(delivery) {
      const email = asciiEmail(delivery.fields['email'] ?? '')
      const { values, notes } = personOf(delivery, email, await fields.known(delivery.signal))
      const proof = await write(delivery, email, values).catch((error: unknown) => {
        throw explained(error, values)
      })
      return { ...proof, link: linkTo(settings, proof.reference), notes }
    },

    preview: (delivery) => previewOf(delivery, settings, origin),

    async erase({ reference, signal }) {
      return wasDeleted(await api.call({ ...deletionOf(reference), signal }), now())
    },

    async check(signal) {
      await fields.fresh(signal)
      if (!settings.formId) return
      const form = await formFields(api, settings.formId, signal)
      requireLeadFields(form)
      const lacking = sentByDefault.filter((name) => !onForm(form, name))
      if (lacking.length)
        log.warn({ lacking }, 'The form lacks fields that the default mapping sends; Marketo skips such leads')
    },

    async describe(signal) {
      const described = [...(await fields.fresh(signal)).values()]
      if (!settings.formId) return described.map(farField)
      const form = await formFields(api, settings.formId, signal)
      return described.flatMap((field) => {
        const found = onForm(form, field.name)
        return found ? [{ ...farField(field), required: found.required ?? field.required }] : []
      })
    },
  }
}

const noContact = ['doNotCall', 'unsubscribed']
const sentByDefault = ['email', 'firstName', 'lastName', 'company', 'phone', 'country', 'title', 'leadSource']

function personOf({ fields }: Delivery, email: string, described: PersonFields) {
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith(pushPrefix)))
  return tailor({ ...own, email }, described)
}

function previewOf(delivery: Delivery, settings: Settings, origin: string): Preview {
  const { values, notes } = personOf(delivery, asciiEmail(delivery.fields['email'] ?? ''), new Map())
  const { method, path, body } = writeOf(settings, delivery, values)
  const to = (origin + path).replace(/^https?:\/\//, '')
  return { method, to, headers: { 'content-type': 'application/json' }, body, notes: [...notes, undescribed] }
}

const undescribed =
  'Shown without the field types and lengths of this Marketo instance: a delivery cuts to them, and sends numbers and truth values as such'

function farField({ name, label, maxLength, required, writable }: FarField): FarField {
  return { name, label, maxLength, required, writable }
}

function linkTo({ appHost }: Settings, id: string | undefined): string | undefined {
  return appHost && id ? `https://${appHost}/leadDatabase/loadLeadDetail?leadId=${encodeURIComponent(id)}` : undefined
}
