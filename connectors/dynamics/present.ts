/** Which records are in the table lead: asked by lists of ids, and one by one for those that a list does not have. */
import { z } from 'zod'
import type { KeptRecord } from '../../src/connector.ts'
import type { Client } from './client.ts'
import { isAbsent, mayNotRead } from './replies.ts'

/** So many ids keep the address below 8 KiB. */
const idsInRequest = 100

/** The records of one call that are asked one by one; the others stay unknown. */
const mostAlone = 100

const listShape = z.object({ value: z.array(z.object({ leadid: z.guid() })) })

export async function presentLeads(
  { client }: { client: Client },
  records: readonly KeptRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  // The receipt of a duplicate rule names no record.
  const named = records.filter(({ reference }) => z.guid().safeParse(reference).success)
  const present = new Map<string, boolean>()
  for (let at = 0; at < named.length; at += idsInRequest) {
    const some = named.slice(at, at + idsInRequest)
    const there = await listed(client, [...new Set(some.map(({ reference }) => reference.toLowerCase()))], signal)
    for (const { id, reference } of some) if (there.has(reference.toLowerCase())) present.set(id, true)
  }
  const others = named.filter(({ id }) => !present.has(id)).slice(0, mostAlone)
  for (const { id, reference } of others) {
    const is = await isThere(client, reference, signal)
    if (is !== undefined) present.set(id, is)
  }
  return present
}

// learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/in
async function listed(client: Client, ids: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  const values = ids.map((id) => `'${id}'`).join(',')
  const filter = `Microsoft.Dynamics.CRM.In(PropertyName='leadid',PropertyValues=[${values}])`
  const path = `leads?$select=leadid&$filter=${encodeURIComponent(filter)}`
  const { value } = await client.read(listShape, { path, signal })
  return new Set(value.map(({ leadid }) => leadid.toLowerCase()))
}

/** A list leaves out what the user may not see; the record itself is refused then. @returns undefined if it is refused */
async function isThere(client: Client, id: string, signal: AbortSignal): Promise<boolean | undefined> {
  try {
    await client.read(z.object({ leadid: z.guid() }), { path: `leads(${id})?$select=leadid`, signal })
    return true
  } catch (error) {
    if (isAbsent(error, id)) return false
    if (mayNotRead(error)) return undefined
    throw error
  }
}
