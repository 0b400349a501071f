/** The message about a day that was proved. Pure; no personal data, no ids. */

import type { ProofDay } from '../../ledger/notify/proof-days.ts'
import type { ReconciliationRow } from '../../ledger/notify/proof-reads.ts'

export interface DayProved {
  day: Pick<ProofDay, 'day' | 'zone' | 'leads' | 'odd' | 'closed'>
  rows: readonly Pick<
    ReconciliationRow,
    'destination' | 'accepted' | 'delivered' | 'waiting' | 'failed' | 'cancelled' | 'present' | 'missing' | 'unchecked'
  >[]
}

export function proofMessage({ day, rows }: DayProved): { subject: string; text: string; important: boolean } {
  const { leads, odd, zone } = day
  const accepted = Object.values(leads).reduce((sum, n) => sum + n, 0)
  const total = totalsOf(rows)
  const [missing, failed] = [total.missing, total.failed]
  const trouble = [
    missing > 0 && `${missing} missing`,
    odd.length > 0 && `${odd.length} not accounted for`,
    failed > 0 && `${failed} failed`,
    total.waiting > 0 && `${total.waiting} under way`,
  ].filter(Boolean)
  const found = trouble.length > 0 ? trouble.join(', ') : 'everything is accounted for'
  const states = Object.entries(leads).map(([state, n]) => `${n} ${state}`)
  const byDestination = [...Map.groupBy(rows, ({ destination }) => destination)].map(([destination, some]) =>
    lineOf(destination, totalsOf(some)),
  )
  const lines = [
    `${counted(accepted, 'lead')} came on ${day.day} (${zone})${states.length > 0 ? `: ${states.join(', ')}` : ''}.`,
    ...(byDestination.length > 0 ? ['', ...byDestination] : []),
    ...(odd.length > 0 ? ['', `${counted(odd.length, 'lead')} cannot be accounted for.`] : []),
    ...(missing + odd.length > 0 ? ['', `leadyard prove --show --day ${day.day}`] : []),
  ]
  return {
    subject: `Proof of ${day.day}: ${counted(accepted, 'lead')}, ${found}`,
    text: `${lines.join('\n')}\n`,
    important: false,
  }
}

type Totals = Omit<DayProved['rows'][number], 'destination'>

function totalsOf(rows: DayProved['rows']): Totals {
  const sum = (name: keyof Totals) => rows.reduce((all, row) => all + row[name], 0)
  return {
    ...{ accepted: sum('accepted'), delivered: sum('delivered'), waiting: sum('waiting'), failed: sum('failed') },
    ...{ cancelled: sum('cancelled'), present: sum('present'), missing: sum('missing'), unchecked: sum('unchecked') },
  }
}

function lineOf(destination: string, totals: Totals): string {
  const { accepted, delivered, waiting, failed, cancelled, present, missing, unchecked } = totals
  const rest = [
    waiting > 0 && `${waiting} under way`,
    failed > 0 && `${failed} failed`,
    cancelled > 0 && `${cancelled} cancelled`,
  ].filter(Boolean)
  const proof = [
    present > 0 && `${present} there`,
    missing > 0 && `${missing} missing`,
    unchecked > 0 && `${unchecked} unchecked`,
  ].filter(Boolean)
  const proved = proof.length > 0 ? ` (${proof.join(', ')})` : ''
  return `${destination}: ${delivered} of ${accepted} delivered${proved}${rest.length > 0 ? `, ${rest.join(', ')}` : ''}`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
