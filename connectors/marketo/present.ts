/** Which persons are in Marketo: by the person ids of the receipts, then by e-mail, because a merge ends an id. */
import { z } from 'zod'
import type { KeptRecord } from '../../src/connector.ts'
import type { Client } from './client.ts'
import { recordsIn } from './replies.ts'
import { asciiEmail } from './request.ts'

/** help/rest-api/leads.md, "Query": a filter takes 300 values. */
const valuesInCall = 300

const personShape = z.object({ id: z.union([z.int(), z.string()]).transform(String), email: z.string().nullish() })

export async function presentPersons(
  client: Client,
  records: readonly KeptRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const present = new Map<string, boolean>()
  const named = records.filter(({ reference }) => /^\d+$/.test(reference))
  const persons = await personsWith(
    client,
    'id',
    named.map(({ reference }) => reference),
    signal,
  )
  const ids = new Set(persons.map(({ id }) => id))
  for (const { id, reference } of named) if (ids.has(reference)) present.set(id, true)

  const others = named
    .filter(({ id }) => !present.has(id))
    .map((record) => ({ ...record, email: usable(record.email) }))
  const found = await personsWith(client, 'email', others.map(({ email }) => email).filter(Boolean), signal)
  const emails = new Set(found.map(({ email }) => email?.toLowerCase()))
  for (const { id, email } of others) present.set(id, email !== '' && emails.has(email))
  return present
}

/** Blank for an address that Marketo does not take. */
function usable(email: string): string {
  try {
    return email.includes(',') ? '' : asciiEmail(email).toLowerCase()
  } catch {
    return ''
  }
}

async function personsWith(client: Client, filterType: 'id' | 'email', values: readonly string[], signal: AbortSignal) {
  const wanted = [...new Set(values)]
  const persons: z.output<typeof personShape>[] = []
  for (let at = 0; at < wanted.length; at += valuesInCall) {
    const filter = { filterType, filterValues: wanted.slice(at, at + valuesInCall).join(','), fields: 'id,email' }
    let nextPageToken: string | undefined
    do {
      const form = { ...filter, ...(nextPageToken && { nextPageToken }) }
      // A long filter, and an address at any time, must not stand in the URL: POST that means GET.
      const path = '/rest/v1/leads.json?_method=GET'
      const answer = await client.call({ kind: 'read', method: 'POST', path, form, signal })
      persons.push(...recordsIn(answer, personShape))
      nextPageToken = answer.nextPageToken
    } while (nextPageToken)
  }
  return persons
}
