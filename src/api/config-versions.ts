/** The configurations that were in force, and their differences. */
import { z } from 'zod'
import { type ConfigVersionRow, findConfigVersions, listConfigVersions } from '../ledger/config-versions.ts'
import { connectorsOf } from './catalogue.ts'
import { compareConfigs } from './config-comparison.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { absent, conflict } from './refusal.ts'
import {
  asConfigVersion,
  configDifferencesShape,
  configTextShape,
  configVersionListShape,
} from './shapes/config-version.ts'

const inForce = 'in-force'

const version = z
  .string()
  .regex(/^([0-9a-f]{6,12}|in-force)$/, 'must be a version, its first 6 to 12 of 0-9 and a-f, or in-force')
  .meta({ description: 'A version, its beginning of 6 characters or more, or `in-force`.' })

const params = z.strictObject({ version })

export const configVersionEndpoints = [
  endpoint({
    method: 'get',
    path: '/config/versions',
    summary: 'Configurations that were in force, the last one first',
    role: 'viewer',
    query: z.strictObject({
      limit: z.int().min(1).max(500).default(50),
      after: z
        .string()
        .regex(/^[0-9a-f]{12}$/, 'must be `next` of the page before')
        .optional(),
    }),
    answer: configVersionListShape,
    async handle({ query }, { delivery: { db }, config }) {
      const { items, next } = await listConfigVersions(db, query)
      return { items: items.map((row) => asConfigVersion(row, row.id, config().version)), next: next ?? null }
    },
  }),
  // The file holds comments and the names of variables and secret files, which a viewer does not need.
  endpoint({
    method: 'get',
    path: '/config/versions/{version}',
    summary: 'One configuration as it was written',
    role: 'operator',
    params,
    answer: configTextShape,
    refusals: { 409: 'Several versions begin so' },
    async handle({ params }, api) {
      const row = await requireVersion(api, params.version)
      return {
        ...asConfigVersion(row, row.version, api.config().version),
        text: api.delivery.hide(row.text),
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/config/versions/{version}/differences',
    summary: 'What changed from one configuration to another, path by path and as text',
    role: 'operator',
    params,
    query: z.strictObject({ to: version.default(inForce) }),
    answer: configDifferencesShape,
    refusals: { 409: 'Several versions begin so' },
    async handle({ params, query }, api) {
      const [before, after] = [await requireVersion(api, params.version), await requireVersion(api, query.to)]
      const compared = compareConfigs(named(before), named(after), connectorsOf(api.config()), api.delivery.hide)
      return { from: before.version, to: after.version, ...compared }
    },
  }),
]

/** @throws Refusal 404 or 409 */
async function requireVersion({ delivery: { db }, config }: ApiContext, asked: string): Promise<ConfigVersionRow> {
  const [row, another] = await findConfigVersions(db, asked === inForce ? config().version : asked)
  if (!row)
    throw absent(
      'No configuration of this version was in force. See leadyard config versions, or GET /api/config/versions.',
    )
  if (another) throw conflict('Several versions begin so. Write more of it: see GET /api/config/versions.')
  return row
}

function named({ version: name, text }: ConfigVersionRow) {
  return { name, text }
}
