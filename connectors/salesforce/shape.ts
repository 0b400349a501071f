import { z } from 'zod'
import type { FarField, Tools } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import { failureOf } from './classify.ts'
import { type Kept, keep } from './keep.ts'
import type { Org } from './org.ts'
import { json } from './reply.ts'

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

const describeShape = z.object({ createable: z.boolean(), fields: z.array(fieldShape) })

export type OrgField = z.output<typeof fieldShape>

/** The Lead object as this org has it and this user sees it. */
export interface Shape {
  createable: boolean
  fields: ReadonlyMap<string, OrgField>
}

const day = 24 * 60 * 60_000

/**
 * `undefined` when the org's description is larger than the door reads: leads then go with the standard lengths.
 * developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export function openShape(org: Org, { now, log, destination }: Tools): Kept<Shape | undefined> {
  async function describe(signal: AbortSignal): Promise<Shape | undefined> {
    const { reply } = await org.send(signal, (connection) => connection.describe('Lead'))
    const described = describeShape.safeParse(json(reply.text))
    if (reply.status !== 200 || !described.success) throw failureOf(reply, 'read', now())
    const { createable, fields } = described.data
    return { createable, fields: new Map(fields.map((field) => [field.name, field])) }
  }

  async function described(signal: AbortSignal): Promise<Shape | undefined> {
    try {
      return await describe(signal)
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.detail.code !== 'REPLY_TOO_LARGE') throw error
      log.warn({ destination }, 'the description of Lead is too large to read; standard field lengths are used')
      return undefined
    }
  }

  return keep('the fields of Lead', described, now, day)
}

export function mustBeGiven(field: OrgField): boolean {
  return field.createable && !field.nillable && !field.defaultedOnCreate
}

export function farFields(shape: Shape | undefined): FarField[] {
  return [...(shape?.fields.values() ?? [])].map((field) => ({
    name: field.name,
    label: field.label,
    maxLength: field.length || undefined,
    required: mustBeGiven(field),
    writable: field.createable,
  }))
}
