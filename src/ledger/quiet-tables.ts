/** The tables of the alarm for silence. A series is `source:web`, `offer:web/contoso.app` or `destination:crm`. */
import type { ColumnType, Generated } from 'kysely'

interface UsualWeek {
  /** Leads by the hour of the week in UTC, from Monday 00:00. */
  perHour: readonly number[]
  perDay: number
}

export interface QuietTables {
  quiet_hours: { series: string; hour: Date; leads: number }
  /** The highest quiet that ended on each day, in leads that the quiet usually brings. */
  quiet_days: { series: string; day: string; longest: number; since: Date; until: Date }
  quiet_state: {
    series: string
    first_at: Date
    last_at: Date
    /** The quiet counts from here: the last lead, moved forward by the time in which the hub was down. */
    counted_from: Date
    learnt_at: Date | null
    model: ColumnType<UsualWeek | null, string | null, string | null>
    threshold: number | null
    slow: Generated<number>
    /** When silences of the last 14 days ended. */
    alarms: Generated<Date[]>
  }
  canaries: {
    source: string
    next_at: Date
    /** In a row. */
    failures: Generated<number>
    /** Of the last failure: `status 404`, `ENOTFOUND`. Blank: the last canary arrived. */
    reason: Generated<string>
    arrived_at: Date | null
    failed_at: Date | null
  }
  /** One row, which is locked by the worker that looks. */
  quiet_look: {
    one: Generated<boolean>
    /** Leads up to here were looked at. */
    scanned_to: Date | null
    alive_at: Date | null
    /** The last time in which no worker looked. */
    down_from: Date | null
    resumed_at: Generated<Date>
  }
}
