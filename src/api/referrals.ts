/** Microsoft's downloads of leads, against the ledger. */
import { audit } from '../ledger/audit.ts'
import { ledgerTime } from '../ledger/clock.ts'
import { keepReferrals } from '../ledger/notify/referrals.ts'
import { type Compared, compareReferrals, ReferralFault } from '../notify/referrals/reconcile.ts'
import { recoveredRows } from '../notify/referrals/recover.ts'
import { CsvFault } from '../reading/csv.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { importRows } from './imports.ts'
import { noneNamed, Refusal } from './refusal.ts'
import type { Imported } from './shapes/import.ts'
import { asComparison, largestFile, referralsBody, referralsShape } from './shapes/referrals.ts'

export const referralEndpoints = [
  endpoint({
    method: 'post',
    path: '/reconciliations/referrals',
    summary: 'Compare a download of Partner Center’s leads with the ledger; on request take in what is missing here',
    role: 'operator',
    body: referralsBody,
    largest: largestFile,
    anyText: ['csv'],
    answer: referralsShape,
    refusals: { 413: 'The file is over 16 MiB', 422: 'The file is no CSV of leads, or a source is not known' },
    async handle({ body, actor }, api) {
      const { db } = api.delivery
      const { csv, columns, hours, reveal, import: wanted } = body
      const into = wanted?.source
      if (into !== undefined && !api.config().sources.has(into)) throw noSource(api, into)
      const sources = sourcesOf(api, body.source, into)
      const compared = { sources, columns, window: hours * 3_600_000, now: await ledgerTime(db) }
      const found = await compareReferrals(db, csv, compared).catch(unreadable)
      const imported = wanted ? await recover(api, wanted, found) : null
      const { rows, totals } = found
      await audit(db, { actor, action: 'reconcile', subject: into ?? '', detail: { rows, ...totals, reveal } })
      return asComparison(found, reveal, imported)
    },
  }),
]

/** Sources that get leads of the marketplace. The source of an import counts, so that a second import finds its leads. */
function sourcesOf(api: ApiContext, given: readonly string[] | undefined, into: string | undefined): string[] {
  const { sources } = api.config()
  const unknown = given?.find((id) => !sources.has(id))
  if (unknown !== undefined) throw noSource(api, unknown)
  const ofMarketplace = [...sources].filter(([, { type }]) => type === 'marketplace' || type === 'azure-table')
  const usual = ofMarketplace.length > 0 ? ofMarketplace : [...sources]
  return [...new Set([...(given ?? usual.map(([id]) => id)), ...(into === undefined ? [] : [into])])]
}

function noSource(api: ApiContext, id: string): Refusal {
  return unprocessable(noneNamed('source', id, api.config().sources.keys()))
}

function unreadable(error: unknown): never {
  if (!(error instanceof ReferralFault || error instanceof CsvFault)) throw error
  throw unprocessable(error.message)
}

function unprocessable(detail: string): Refusal {
  return new Refusal({ status: 422, title: 'Unprocessable Content', detail })
}

/** Rows of one statement at most. */
const rowsAtOnce = 500

async function recover(
  api: ApiContext,
  { source, keepOnly }: { source: string; keepOnly: boolean },
  { header, places, assigned }: Compared,
): Promise<Imported> {
  const missing = assigned.filter(({ result }) => result === 'missing').map(({ theirs }) => theirs)
  const { columns, rows } = recoveredRows(header, places, missing)
  const done: Imported = { rows: 0, received: 0, suppressed: 0, unreadable: 0, repeats: 0 }
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const part = await importRows(api, source, { columns, rows: rows.slice(at, at + rowsAtOnce), keepOnly })
    for (const key of Object.keys(done) as (keyof Imported)[]) done[key] += part.done[key]
    const made = part.leads.flatMap((lead, index) => {
      const referral = missing[at + index]?.referral
      return lead && referral ? [{ referral, lead }] : []
    })
    await keepReferrals(api.delivery.db, made)
  }
  return done
}
