/** Writes the report when it is due, and on request. */
import type { ReportConfig } from '../../config/report.ts'
import { ledgerTime } from '../../ledger/clock.ts'
import type { Db } from '../../ledger/db.ts'
import { insertMessage } from '../../ledger/notify/messages.ts'
import { enterReport, hadLead, isReportDue, takeReport } from '../../ledger/notify/reports.ts'
import { nextRun } from '../../settings/recurrence.ts'
import { type ReportMail, reportMail } from './compose.ts'
import type { ReportFigures } from './figures.ts'
import { gather, isCounted, periodsAt, periodsUntilNow } from './gather.ts'

export interface ReportOptions {
  db: Db
  report: ReportConfig | undefined
  /** Address of the console, without a slash at its end; undefined: no link. */
  console: string | undefined
  /** @default the ledger's time */
  now?: (() => Date) | undefined
}

/** Call it at the start and after a reload. */
export async function enterReportOf({ db, report, now }: ReportOptions): Promise<void> {
  const at = now?.() ?? (await ledgerTime(db))
  await enterReport(db, report && keyOf(report), report ? nextRun(report.recurrence, at) : at)
}

/**
 * Any process may call it at any time, several at once. A missed or late run is one report, of the period that ended last.
 * @returns whether a message was written
 */
export async function tellReport({ db, report, console, now }: ReportOptions): Promise<boolean> {
  if (!report) return false
  const at = now?.() ?? (await ledgerTime(db))
  if (!(await isReportDue(db, keyOf(report), at))) return false
  const bounds = periodsAt(report.recurrence, at)
  if (!(await isCounted(db, bounds))) return false
  return db.transaction().execute(async (tx) => {
    if (!(await takeReport(tx, keyOf(report), at, nextRun(report.recurrence, at)))) return false
    if (!(await hadLead(tx))) return false
    const { link, ...mail } = reportMail(await gather(tx, report.recurrence, bounds), console)
    await insertMessage(tx, { kind: 'report', channel: report.channel, to: report.to, at, link, ...mail })
    return true
  })
}

function keyOf({ recurrence }: ReportConfig): string {
  return JSON.stringify(recurrence)
}

/**
 * The report as if its period had ended with the last full hour. It only reads: what the eldest worker has not counted yet is not
 * in it.
 */
export async function reportUntilNow(
  { db, console, now }: Omit<ReportOptions, 'report'>,
  recurrence: ReportConfig['recurrence'],
): Promise<{ figures: ReportFigures; mail: ReportMail; at: Date }> {
  const at = now?.() ?? (await ledgerTime(db))
  const figures = await gather(db, recurrence, periodsUntilNow(recurrence, at))
  return { figures, mail: reportMail(figures, console), at }
}
