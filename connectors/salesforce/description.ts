/** The org's Lead object as the integration user sees it. `describe`, `check` and each record use it. */
import { z } from 'zod'
import type { FarField, Tools } from '../../src/connector.ts'
import { configuration, DeliveryError } from '../../src/failure.ts'
import { type Cache, cache, type Org } from './client.ts'
import { fields as standard } from './fields.ts'
import { failureNamed, failureOf, json } from './replies.ts'
import type { Settings } from './settings.ts'

const fieldShape = z.object({
  name: z.string(),
  label: z.string().optional(),
  type: z.string(),
  length: z.number().default(0),
  createable: z.boolean(),
  nillable: z.boolean().default(true),
  defaultedOnCreate: z.boolean().default(false),
  externalId: z.boolean().default(false),
  unique: z.boolean().default(false),
  picklistValues: z.array(z.object({ value: z.string().nullable(), active: z.boolean() })).default([]),
})

export type OrgField = z.output<typeof fieldShape>

const descriptionShape = z.object({
  createable: z.boolean(),
  fields: z.array(fieldShape).transform((fields) => new Map(fields.map((field) => [field.name, field]))),
})

export type Description = z.output<typeof descriptionShape>

const day = 24 * 60 * 60_000

/**
 * `undefined` when the org's description is larger than the HTTP client reads; leads then have the standard lengths.
 * developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export function openDescription(org: Org, { now, log, destination }: Tools): Cache<Description | undefined> {
  async function describe(signal: AbortSignal): Promise<Description | undefined> {
    try {
      const { reply } = await org.send(signal, (connection) => connection.describe('Lead'))
      const described = descriptionShape.safeParse(json(reply.text)).data
      if (reply.status !== 200 || !described) throw failureOf(reply, 'read', now())
      return described
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.detail.code !== 'REPLY_TOO_LARGE') throw error
      log.warn({ destination }, 'the description of Lead is too large to read; standard field lengths are used')
      return undefined
    }
  }
  return cache('the fields of Lead', describe, now, day)
}

export function farFields(description: Description | undefined): FarField[] {
  return [...(description?.fields.values() ?? [])].map((field) => ({
    name: field.name,
    label: field.label,
    maxLength: field.length || undefined,
    required: mustBeGiven(field),
    writable: field.createable,
  }))
}

function mustBeGiven(field: OrgField): boolean {
  return field.createable && !field.nillable && !field.defaultedOnCreate
}

/** Checks without a write. @throws configuration with all findings at once. */
export function checkLead(description: Description | undefined, settings: Settings, { log, destination }: Tools): void {
  if (!description) return
  const [first, ...more] = findings(description, settings.externalIdField)
  if (first) {
    const { detail } = failureNamed(first.problem, { code: first.code })
    throw configuration({ ...detail, message: [first, ...more].map(({ message }) => message).join('; ') })
  }
  // No fault in itself: the mapping in use may leave the closed field out and fill the required one.
  const optional = ['CountryCode', 'DoNotCall', 'HasOptedOutOfEmail']
  const { fields } = description
  const closed = Object.keys(standard).filter((name) => !optional.includes(name) && !fields.get(name)?.createable)
  const required = [...fields.values()].filter((field) => mustBeGiven(field) && !standard[field.name])
  if (closed.length) log.warn({ destination, fields: closed }, 'the integration user cannot write these Lead fields')
  const names = required.map(({ name }) => name)
  if (names.length)
    log.warn({ destination, fields: names }, 'the org requires Lead fields that only a mapping can fill')
}

interface Finding {
  problem: string
  code: string
  message: string
}

function findings({ createable, fields }: Description, externalId: string | undefined): Finding[] {
  const found: Finding[] = []
  const add = (problem: string, code: string, message: string) => found.push({ problem, code, message })
  if (!createable || !fields.get('LastName')?.createable)
    add('insufficient-access', 'INSUFFICIENT_ACCESS', 'The integration user may not create leads')
  if (!externalId) return found
  const field = fields.get(externalId)
  if (!field?.externalId) {
    const message = `${externalId} does not exist, is hidden from the integration user, or is not marked External ID`
    add('external-id-missing', 'NOT_FOUND', message)
    return found
  }
  if (!field.unique) add('external-id-not-unique', 'NOT_UNIQUE', `${externalId} is not marked Unique`)
  if (field.length > 0 && field.length < 36)
    add('external-id-missing', 'TOO_SHORT', `${externalId} must hold 36 characters; make it 64`)
  return found
}
