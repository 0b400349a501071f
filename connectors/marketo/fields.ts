/** The default mapping, and the person fields of the instance as Marketo describes them. */
import { z } from 'zod'
import type { FarField, FieldMap } from '../../src/connector.ts'
import { transient } from '../../src/failure.ts'
import type { Client } from './client.ts'
import type { Answer } from './replies.ts'

const text = { maxLength: 255 }
const noContact = { template: '{% if action.stage == "do-not-contact" %}true{% endif %}' }

export const fields = {
  // Neither cut nor `required`: a default address would make one person of all leads without e-mail.
  email: { template: '{{ person.email }}' },
  firstName: { template: '{{ person.firstName }}', ...text },
  lastName: { template: '{{ person.lastName }}', ...text },
  company: { template: '{{ person.company }}', ...text },
  phone: { template: '{{ person.phone.e164 }}', default: '{{ person.phone.raw }}', ...text },
  country: { template: '{{ person.country.name }}', default: '{{ person.country.raw }}', ...text },
  title: { template: '{{ person.title }}', ...text },
  leadSource: {
    template: '{{ source.text }}',
    default: '{{ source.label | default: source.endpoint }}',
    required: true,
    ...text,
  },
  doNotCall: noContact,
  unsubscribed: noContact,
  'push.source': { template: '{{ source.label }}', ...text },
  'push.reason': { template: '{{ action.label }}{% if offer.title != "" %}: {{ offer.title }}{% endif %}', ...text },
} satisfies FieldMap

/** A person field as describe2.json tells it. */
interface PersonField extends FarField {
  dataType: string
}

/** By REST name. */
export type PersonFields = ReadonlyMap<string, PersonField>

export interface FieldCache {
  /** At most a day old; an older description serves while Marketo does not answer. */
  get(signal: AbortSignal): Promise<PersonFields>
  /** Asks Marketo now. */
  refresh(signal: AbortSignal): Promise<PersonFields>
  /** Marketo disagreed with the description: the next lead asks again. */
  clear(): void
}

// "Can typically be cached on the client side for a day or more" (marketo-integration-best-practices.md, "Caching").
const day = 24 * 3_600_000

export function openFieldCache(client: Client, now: () => Date): FieldCache {
  let cached: { fields: PersonFields; at: number } | undefined
  let running: Promise<PersonFields> | undefined

  async function fetchFields(signal: AbortSignal): Promise<PersonFields> {
    const answer = await client.call({ kind: 'read', method: 'GET', path: '/rest/v1/leads/describe2.json', signal })
    cached = { fields: fieldsIn(answer), at: now().getTime() }
    return cached.fields
  }

  function refresh(signal: AbortSignal): Promise<PersonFields> {
    running ??= fetchFields(signal).finally(() => (running = undefined))
    return running
  }

  return {
    refresh,
    async get(signal) {
      const old = cached
      if (!old) return refresh(signal)
      if (old.at + day > now().getTime()) return old.fields
      return refresh(signal).catch(() => old.fields)
    },
    clear: () => (cached = undefined),
  }
}

const describedField = z
  .object({
    name: z.string().min(1),
    displayName: z.string().optional(),
    dataType: z.string().default('string'),
    length: z.int().positive().nullish(),
    updateable: z.boolean().default(true),
  })
  .transform(
    ({ name, displayName, dataType, length, updateable }): PersonField => ({
      name,
      label: displayName,
      maxLength: length ?? undefined,
      required: name === 'email',
      writable: updateable,
      dataType,
    }),
  )

const description = z.object({ fields: z.array(describedField) })

function fieldsIn({ result, status, text: excerpt }: Answer): PersonFields {
  const { data } = description.safeParse(result?.[0])
  if (data) return new Map(data.fields.map((field) => [field.name, field]))
  const message = "Marketo's description of its person fields cannot be read"
  throw transient({ code: 'UNREADABLE_REPLY', status, excerpt, message })
}
