/** Posts that were refused before a lead was stored, by source and hour. */
import { sql } from 'kysely'
import type { Db } from './db.ts'

export interface RefusedPosts {
  source: string
  /** The beginning of an hour, in UTC. */
  hour: Date
  /** The HTTP status of the answer. */
  status: number
  posts: number
  firstAt: Date
  lastAt: Date
}

/** Adds to what this or another process counted of the same hour. */
export async function addRefusedPosts(db: Db, counted: readonly RefusedPosts[]): Promise<void> {
  await sql`
    insert into refused_posts as r (source, hour, status, posts, first_at, last_at)
    select source, hour, status, posts, "firstAt", "lastAt"
    from json_to_recordset(${JSON.stringify(counted)}::json) as x(source text, hour timestamptz, status int, posts int,
      "firstAt" timestamptz, "lastAt" timestamptz)
    order by 1, 2, 3
    on conflict (source, hour, status) do update set posts = r.posts + excluded.posts,
      first_at = least(r.first_at, excluded.first_at), last_at = greatest(r.last_at, excluded.last_at)`.execute(db)
}

export async function forgetRefusedPosts(db: Db): Promise<void> {
  await sql`delete from refused_posts where hour < now() - interval '84 days'`.execute(db)
}

export interface RefusedBy {
  source: string
  status: number
  /** In the last 7 days. */
  posts: number
  firstAt: Date
  lastAt: Date
}

/** Of the last 7 days, the latest first. */
export async function refusedLately(db: Db, sources: readonly string[]): Promise<RefusedBy[]> {
  const { rows } = await sql<RefusedBy>`
    select source, status, sum(posts)::int as posts, min(first_at) as "firstAt", max(last_at) as "lastAt"
    from refused_posts where source = any(${[...sources]}::text[]) and hour > now() - interval '7 days'
    group by 1, 2 order by 1, 5 desc`.execute(db)
  return rows
}
