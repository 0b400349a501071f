/** Why a lead went where it went: by the configuration that routed it, and by today's. */
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { storedRouting } from '../config/stored-routing.ts'
import { findConfigVersions } from '../ledger/config-versions.ts'
import { deliveriesOf } from '../ledger/reads/deliveries.ts'
import { type DryRunLead, leadForDryRun } from '../ledger/reads/dry-run.ts'
import { findLead, type LeadRow } from '../ledger/reads/leads.ts'
import { type Shown, type Told, whyThere } from '../operations/why-there.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { sightOf, unread } from './privacy.ts'
import { absent } from './refusal.ts'
import { asExplained, asUnknown, leadRoutingShape } from './shapes/lead-routing.ts'

export const leadRoutingEndpoints = [
  endpoint({
    method: 'get',
    path: '/leads/{id}/routing',
    summary:
      'Why a lead went where it went: the routes and their conditions, by the configuration of then and by today’s',
    role: 'viewer',
    params: z.strictObject({ id: z.uuid() }),
    answer: leadRoutingShape,
    async handle({ params: { id }, role }, api) {
      const { db, plan } = api.delivery
      const row = await findLead(db, id)
      if (!row) throw absent('No lead has this id.')
      const [deliveries, read] = await Promise.all([deliveriesOf(db, id), leadForDryRun(db, id, plan().repeatsWithin)])
      const config = api.config()
      return {
        lead: id,
        deliveries: deliveries.map((one) => ({
          ...{ id: one.id, destination: one.destination, route: one.route, state: one.state },
          configVersion: one.config_version,
        })),
        whenRouted: await explainedThen(api, row, read, role),
        today: read ? explained(api, config, { ...read }, role) : asUnknown(config.version, nothingToRead(row)),
      }
    },
  }),
]

/** A lead is stored with the version that took it in, and routing replaces that version. */
async function explainedThen(api: ApiContext, row: LeadRow, read: DryRunLead | undefined, role: Role) {
  if (!read) return asUnknown(row.config_version || null, nothingToRead(row))
  if (row.state === 'received') return asUnknown(null, 'The lead has not been routed yet.')
  const version = row.config_version
  const stored = (await findConfigVersions(api.delivery.db, version)).find((one) => one.version === version)
  if (!stored) return asUnknown(version || null, 'The text of this configuration is not kept.')
  const routing = storedRouting(stored.text, api.config().connectors)
  if ('unreadable' in routing) return asUnknown(version, routing.unreadable)
  const then = { ...routing.routing, version, destinations: new Map(routing.destinations.map((id) => [id, undefined])) }
  return explained(api, then, { ...read, repeat: row.repeat_of !== null }, role)
}

type Routing = Pick<Config, 'routes' | 'otherwise' | 'rules' | 'notifying' | 'version'> & {
  destinations: ReadonlyMap<string, unknown>
}

function explained({ delivery }: ApiContext, config: Routing, { lead, repeat, approved }: DryRunLead, role: Role) {
  const { reads } = sightOf(role)
  const tell = ({ property, met, text }: Told): Shown =>
    reads(property) ? { property, met, text: delivery.hide(text) } : { property, met: null, text: unread(property) }
  return asExplained(
    config.version,
    whyThere(config, [...config.destinations.keys()], { lead, repeat, approved }, tell),
  )
}

function nothingToRead({ state }: LeadRow): string {
  return `The lead is ${state}: it holds nothing that routes could read.`
}
