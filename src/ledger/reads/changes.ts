/** A look at the ledger that tells what changed since another look. It takes a millisecond, at any size. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { leadStates } from '../states.ts'

/** The names of all that may change, each with a mark. If the mark differs between two looks, something changed. */
export type Marks = ReadonlyMap<string, string>

const unsettled = leadStates.filter((state) => state !== 'routed')

/**
 * Every part is read from the end of an index, or from a small table. The acts of operators are part of the leads and
 * deliveries, because an act may change old ones.
 */
export async function marksOf(db: Db): Promise<Marks> {
  const { rows } = await sql<{ name: string; mark: string }>`
    with newest_act as materialized (
      select coalesce(max(id), 0) as id from audit
    ), destination as materialized (
      select t.id, md5(t::text) as row,
        (select a.id from attempts a where a.destination = t.id order by a.id desc limit 1) as attempt
      from destinations t
    ), replay as materialized (
      select r.id, concat_ws(' ', r.done, r.undone) as done from replays r
      where r.finished_at is null or r.undo_asked_at is not null and r.undo_ended_at is null
    ), lookup as materialized (
      select k.id, k.found + k.absent + k.cannot as done from lookups k where k.finished_at is null
    ), erasure as materialized (
      select e.id, (select concat_ws(' ', count(*) filter (where l.erased)) from erasure_leads l where l.erasure = e.id)
        || ' ' || (select concat_ws(' ', sum(r.tries), count(*) filter (where r.state = 'pending'))
          from erasure_records r where r.erasure = e.id) as progress
      from erasures e where e.finished_at is null
    )
    select 'leads' as name, concat_ws(' ', (select id from leads order by id desc limit 1),
      (select id from newest_act), (select string_agg(concat(l.id), ' ' order by s.state)
        from unnest(${unsettled}::text[]) as s(state) left join lateral (
          select id from leads where state = s.state and state <> 'routed' order by id desc limit 1) l on true)) as mark
    union all select 'deliveries', concat_ws(' ', (select id from deliveries order by id desc limit 1),
      (select id from newest_act), (select string_agg(concat_ws(' ', row, attempt), ' ' order by id) from destination),
      (select string_agg(done, ' ' order by id) from replay),
      (select id from deliveries where state = 'uncertain' order by id desc limit 1))
    union all select 'destination:' || id, concat_ws(' ', row, attempt) from destination
    union all select 'audit', id::text from newest_act
    union all select 'alerts', concat_ws(' ', (select id from alerts order by id desc limit 1),
      (select md5(string_agg(concat_ws(' ', id, severity, size, ended_at, closed_at, told_at, acknowledged_at,
        acknowledged_until, inhibited_by), ' ' order by id)) from alerts where not finished))
    union all select 'messages', concat_ws(' ', (select id from messages order by id desc limit 1),
      (select md5(string_agg(c::text, ' ' order by id)) from channels c),
      (select count(*) from messages where state in ('queued', 'sending', 'waiting', 'held')))
    union all select 'replays', concat((select id from replays order by id desc limit 1))
    union all select 'replay:' || id, done from replay
    union all select 'lookups', concat((select id from lookups order by id desc limit 1))
    union all select 'lookup:' || id, done::text from lookup
    union all select 'erasures', concat((select id from erasures order by id desc limit 1))
    union all select 'erasure:' || id, progress from erasure
    union all select 'sources', concat(md5(string_agg(concat_ws(' ', source, configured, failures, failed_at, succeeded_at,
      watermark, scan_after = '', code, message), ' ' order by source))) from polls
    union all select 'alerts', concat_ws(' ', (select id from alerts order by id desc limit 1),
      (select md5(string_agg(concat_ws(' ', id, severity, detail, ended_at, reopened, inhibited_by, told_at, escalated_at,
        acknowledged_at, acknowledged_until > now(), due_at > now()), ' ' order by id)) from alerts where closed_at is null))
    union all select 'messages', concat_ws(' ', (select id from messages order by id desc limit 1),
      (select md5(string_agg(c::text, ' ' order by c.id)) from channels c),
      (select md5(string_agg(concat_ws(' ', id, state, attempts), ' ' order by id)) from messages
        where state in ('queued', 'sending', 'waiting', 'held')))
    union all select 'proofs', concat(md5(string_agg(concat_ws(' ', day, wanted_at, began_at, finished_at), ' ' order by day)))
      from (select * from proof_days order by day desc limit 40) p`.execute(db)
  return new Map(rows.map(({ name, mark }) => [name, mark]))
}

/** The names whose marks differ, and those that only one of the looks has. */
export function changedNames(before: Marks, after: Marks): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => before.get(name) !== after.get(name))
}
