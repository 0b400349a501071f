/**
 * What the counted hours do not tell: actions, countries and times to delivery. They are read from the leads themselves,
 * and of busy hours from the first leads only, so that the work has a limit.
 */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { allowBulk, byIndex } from '../limits.ts'
import { firstIdAt } from '../reads/filter.ts'

const hour = 3_600_000

/** Leads of an hour that are read at most. */
export interface HourToRead {
  at: Date
  most: number
}

interface ReadLeads {
  at: Date
  action: string
  country: string
  leads: number
}

export interface ReadDeliveries {
  at: Date
  destination: string
  /** Class of the time from arrival to receipt, by `durationClass`; null: not delivered yet. */
  length: number | null
  deliveries: number
}

export interface Sample {
  leads: ReadLeads[]
  deliveries: ReadDeliveries[]
  /** Leads that were read by hour, also unreadable ones and tests, which are in no other figure here. */
  read: Map<number, number>
}

/** Classes of time that are this much longer than the class before. */
const finer = 50

/** The end of a class, in milliseconds. */
export function durationOf(length: number): number {
  return Math.exp(length / finer) - 1
}

/** Hours to a statement. */
const part = 24

export async function readSample(db: Db, hours: readonly HourToRead[]): Promise<Sample> {
  const sample: Sample = { leads: [], deliveries: [], read: new Map() }
  for (let n = 0; n < hours.length; n += part) {
    for (const row of await readHours(db, hours.slice(n, n + part))) {
      const at = new Date(row.at)
      if (row.of === 'read') sample.read.set(at.getTime(), row.n)
      else if (row.of === 'lead') sample.leads.push({ at, action: row.a, country: row.b, leads: row.n })
      else sample.deliveries.push({ at, destination: row.a, length: row.length, deliveries: row.n })
    }
  }
  return sample
}

interface Row {
  of: 'read' | 'lead' | 'delivery'
  at: Date
  a: string
  b: string
  length: number | null
  n: number
}

/** A lead's id has the time of its arrival, so an hour is a range of the primary key. */
async function readHours(db: Db, hours: readonly HourToRead[]): Promise<Row[]> {
  const asked = hours.map(({ at, most }) => ({
    ...{ at, most, first: firstIdAt(at), end: firstIdAt(new Date(at.getTime() + hour)) },
  }))
  const work = async (tx: Db) => {
    await allowBulk(tx)
    return sql<Row>`
      with read as materialized (
        select h.at, l.* from json_to_recordset(${JSON.stringify(asked)}::json)
          as h(at timestamptz, most int, first uuid, "end" uuid)
        cross join lateral (
          select id, received_at, test or state = 'unreadable' as apart, lead #>> '{action,label}' as label,
            lead #>> '{action,code}' as code, lead #>> '{person,country,name}' as country
          from leads where id >= h.first and id < h."end" order by id limit h.most) l
      )
      select 'read' as of, at, '' as a, '' as b, null::int as length, count(*)::int as n from read group by at
      union all
      select 'lead', at, coalesce(nullif(label, ''), code, ''), coalesce(country, ''), null, count(*)::int
      from read where not apart group by 2, 3, 4
      union all
      select 'delivery', r.at, d.destination, '', d.length, count(*)::int
      from read r cross join lateral (
        select destination, case when state = 'delivered' then floor(${finer}::float8
          * ln(1 + greatest(0, extract(epoch from settled_at - r.received_at)::float8 * 1000)))::int + 1 end as length
        from deliveries where lead_id = r.id and state <> 'cancelled' offset 0) d
      where not r.apart group by 2, 3, 5`.execute(tx)
  }
  const { rows } = await byIndex(db, work)
  return rows
}
