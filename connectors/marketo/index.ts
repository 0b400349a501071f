import { z } from 'zod'
import type { Connector, Delivery, Destination, FarField, Preview, Tools } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import { findSubmission, presentSubmissions } from './activities.ts'
import { openClient } from './client.ts'
import { fields, openFieldCache } from './fields.ts'
import { formFields, onForm, requireLeadFields } from './form.ts'
import { limitsAt } from './limits.ts'
import { presentPersons } from './present.ts'
import { problems } from './problems.ts'
import { failureById, problemByCode, proofOf, wasDeleted } from './replies.ts'
import { asciiEmail, deletionOf, type Person, personOf, writeOf } from './request.ts'
import { originOf, type Settings, settings } from './settings.ts'

export const marketo = {
  type: 'marketo',
  label: 'Marketo Engage',
  summary: 'A form submission, or a person created or updated by e-mail, in Adobe Marketo Engage',
  settings,
  fields,
  repeat: ({ mode, program }: Record<string, unknown>) => (mode === 'sync' && !program ? 'harmless' : 'doubles'),
  problems,
  open,
} satisfies Connector<typeof settings>

function open(config: Settings, { http, now, log, memory }: Tools): Destination {
  const origin = originOf(config)
  const { limiter, emailQueue } = limitsAt(origin)
  const limits = { atOnce: config.flights, per20Seconds: config.callsPer20Seconds }
  const client = openClient({ origin, ...config }, { http, now, limiter, limits })
  const fieldCache = openFieldCache(client, now)

  async function write(delivery: Delivery, email: string, person: Person) {
    const { signal } = delivery
    const call = { ...writeOf(config, delivery, person), signal }
    const answer = await emailQueue.run(email.toLowerCase(), { now, signal }, () => client.call(call))
    return proofOf(answer, call.kind, now())
  }

  function afterRefusal(error: unknown, person: Person): unknown {
    if (!(error instanceof DeliveryError)) return error
    if (problemByCode(error.detail.code)?.id !== 'marketo-field-not-found') return error
    fieldCache.clear()
    // One lead that must not be contacted must not hold all others.
    if (config.mode !== 'form' || !noContact.some((name) => name in person)) return error
    const { code, status, excerpt } = error.detail
    return failureById('marketo-form-without-do-not-call', { code, status, excerpt })
  }

  const { formId } = config
  const looking = formId === undefined ? undefined : { client, formId, now, memory }

  return {
    ...(looking && { find: (delivery: Delivery) => findSubmission(looking, delivery) }),

    present: (records, signal) =>
      looking ? presentSubmissions(looking, records, signal) : presentPersons(client, records, signal),

    async deliver(delivery) {
      const email = asciiEmail(delivery.fields['email'])
      const { person, notes } = personOf(delivery, email, await fieldCache.get(delivery.signal))
      const proof = await write(delivery, email, person).catch((error: unknown) => {
        throw afterRefusal(error, person)
      })
      return { ...proof, link: linkTo(config, proof.reference), notes }
    },

    preview: (delivery) => previewOf(delivery, config, origin),

    async erase({ reference, signal }) {
      return wasDeleted(await client.call({ ...deletionOf(reference), signal }), now())
    },

    async check(signal) {
      await fieldCache.refresh(signal)
      if (!config.formId) return
      const form = await formFields(client, config.formId, signal)
      requireLeadFields(form)
      const lacking = sentByDefault.filter((name) => !onForm(form, name))
      if (lacking.length)
        log.warn({ lacking }, 'The form lacks fields that the default mapping sends; Marketo skips such leads')
    },

    async describe(signal) {
      const described = [...(await fieldCache.refresh(signal)).values()]
      if (!config.formId) return described.map(farField)
      const form = await formFields(client, config.formId, signal)
      return described.flatMap((field) => {
        const found = onForm(form, field.name)
        return found ? [{ ...farField(field), required: found.required ?? field.required }] : []
      })
    },

    async usage(signal) {
      const { result } = await client.call({ kind: 'read', method: 'GET', path: '/rest/v1/stats/usage.json', signal })
      const today = dayOfUsage.safeParse(result?.at(-1)).data
      return today ? [{ quota: 'API calls today (US Central time)', used: today.total, at: now() }] : []
    },
  }
}

/** The answer does not tell the limit, which is a matter of the contract (lead-database/usage, "Daily Usage"). */
const dayOfUsage = z.object({ total: z.int() })

const noContact = ['doNotCall', 'unsubscribed']
const sentByDefault = ['email', 'firstName', 'lastName', 'company', 'phone', 'country', 'title', 'leadSource']

const undescribed =
  'Shown without the field types and lengths of this Marketo instance; a delivery cuts to these lengths, and sends numbers and truth values as such'

function previewOf(delivery: Delivery, config: Settings, origin: string): Preview {
  const { person, notes } = personOf(delivery, asciiEmail(delivery.fields['email']), new Map())
  const { method, path, body } = writeOf(config, delivery, person)
  const to = (origin + path).replace(/^https?:\/\//, '')
  return { method, to, headers: { 'content-type': 'application/json' }, body, notes: [...notes, undescribed] }
}

function farField({ name, label, maxLength, required, writable }: FarField): FarField {
  return { name, label, maxLength, required, writable }
}

function linkTo({ appHost }: Settings, id: string | undefined): string | undefined {
  return appHost && id ? `https://${appHost}/leadDatabase/loadLeadDetail?leadId=${encodeURIComponent(id)}` : undefined
}
