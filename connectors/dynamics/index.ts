import type { Connector, Destination, Expiry, Tools } from '../../src/connector.ts'
import { check } from './check.ts'
import { openClient } from './client.ts'
import { deliver, erase, find, merge } from './deliver.ts'
import { fields, openColumns } from './fields.ts'
import { presentLeads } from './present.ts'
import { problems } from './problems.ts'
import { previewOf } from './request.ts'
import { type Settings, settings } from './settings.ts'

/**
 * Leads as records of the table `lead` in Dynamics 365, by the Dataverse Web API. The record's id is made of the
 * lead's, and every write says "only if it is not there" (perform-conditional-operations-using-web-api, "Prevent update
 * in upsert"): a repeat is recognised, with nothing to add to the environment.
 */
export const dynamics = {
  type: 'dynamics',
  label: 'Dynamics 365',
  summary: 'Each lead becomes a record of the table lead in Dynamics 365 Customer Engagement (Dataverse).',
  settings,
  fields,
  repeat: 'harmless',
  problems,
  open,
} satisfies Connector<typeof settings>

function open(given: Settings, { log, ...tools }: Tools): Destination {
  const client = openClient(given, tools)
  const columns = openColumns(client, tools.now)
  const opened = { client, columns, settings: given, now: tools.now, log }
  return {
    deliver: (delivery) => deliver(opened, delivery),
    check: (signal) => check(opened, signal),
    find: (delivery) => find(opened, delivery),
    preview: (delivery) => previewOf(delivery, given),
    merge: (delivery, reference) => merge(opened, delivery, reference),
    erase: (record) => erase(opened, record),
    present: (records, signal) => presentLeads(opened, records, signal),
    async describe(signal) {
      const { byName } = await columns.read(signal)
      return [...byName.values()].filter(({ type }) => !lookups.has(type))
    },
    expiries: () => [
      ...expiry('applicationKey', given.applicationKeyExpires),
      ...expiry('password', given.passwordExpires),
    ],
  }
}

/** Bound under the name of their navigation property, which the columns do not tell. */
const lookups = new Set(['Lookup', 'Customer', 'Owner', 'PartyList'])

function expiry(setting: string, day: string | undefined): Expiry[] {
  return day ? [{ setting, at: new Date(`${day}T00:00:00Z`) }] : []
}
