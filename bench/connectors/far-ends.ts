/** The scripted far ends with their quotas out of the way, and what each saw beside the leads themselves. */
import { startDynamics } from '../../test/connectors/dynamics/far-end.ts'
import { startMarketo } from '../../test/far-ends/marketo.ts'
import { startSalesforce } from '../../test/far-ends/salesforce.ts'
import { startSmtp } from '../../test/far-ends/smtp.ts'
import { startWebhook } from '../../test/far-ends/webhook.ts'
import { startAzurite } from '../../test/setup/azurite.ts'

/** Requests so far. */
export interface Overhead {
  token: number
  describe: number
}

export interface BenchedFarEnd {
  settings: Record<string, unknown>
  overhead(): Overhead
}

const plenty = 1_000_000_000
const none = () => ({ token: 0, describe: 0 })

/** By the connector's type and what sets the destination apart. */
export const farEnds = {
  'salesforce rest': () => salesforce(true),
  'salesforce rest, without external id': () => salesforce(false),
  async 'salesforce web-to-lead'() {
    const { settings, servlet } = await startSalesforce({ mode: 'web-to-lead' })
    servlet.limit = plenty
    return { settings: { ...settings, dailyLimit: plenty }, overhead: none }
  },
  async dynamics() {
    const { settings, entra, dataverse } = await startDynamics()
    const describe = () => dataverse.seen.filter(({ path }) => path.includes('EntityDefinitions')).length
    return { settings, overhead: () => ({ token: entra.asked.length, describe: describe() }) }
  },
  'marketo form': () => marketo('form'),
  'marketo sync': () => marketo('sync'),
  https: async () => ({ settings: (await startWebhook()).settings, overhead: none }),
  'azure-table': () => azure({}),
  'azure-blob json': () => azure({ container: 'leads', layout: 'json' }),
  'azure-blob ndjson': () => azure({ container: 'leads', layout: 'ndjson' }),
  email: async () => ({ settings: (await startSmtp()).settings, overhead: none }),
} satisfies Record<string, () => Promise<BenchedFarEnd>>

export type FarEndName = keyof typeof farEnds

async function salesforce(externalId: boolean): Promise<BenchedFarEnd> {
  const { settings, tokens, calls } = await startSalesforce({ externalId, usage: { used: 0, limit: plenty } })
  const describe = () => calls.filter(({ path }) => path.endsWith('/describe')).length
  return { settings, overhead: () => ({ token: tokens.granted.length, describe: describe() }) }
}

async function marketo(mode: 'form' | 'sync'): Promise<BenchedFarEnd> {
  const limits = { calls: plenty, span: 1, flights: plenty, daily: plenty }
  const { settings, tokens, calls } = await startMarketo({ mode, limits })
  const describe = () => calls.filter(({ path }) => path.endsWith('/describe2.json')).length
  const raised = { ...settings, flights: 10, callsPer20Seconds: 100 }
  return { settings: raised, overhead: () => ({ token: tokens.granted(), describe: describe() }) }
}

async function azure(settings: Record<string, unknown>): Promise<BenchedFarEnd> {
  const { connectionString } = (await startAzurite()).address
  return { settings: { connectionString, ...settings }, overhead: none }
}
