/** Sign-ins at an identity provider that are under way. Each may come back once, to any hub. */
import { type Selectable, sql } from 'kysely'
import { fromNow } from './clock.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

export type OidcStart = Omit<Selectable<Tables['oidc_starts']>, 'ends_at'>

/** Milliseconds that a person has at the provider. */
export const startLasts = 10 * 60_000
/** Kept for longer, so that a late return is told apart from one that came before. */
const kept = 24 * 3_600_000

export async function storeOidcStart(db: Db, { key, nonce, verifier, return_to }: OidcStart): Promise<void> {
  await sql`delete from oidc_starts where ends_at < ${fromNow(-kept)}`.execute(db)
  await sql`
    insert into oidc_starts (key, nonce, verifier, return_to, ends_at)
    values (${key}, ${nonce}, ${verifier}, ${return_to}, ${fromNow(startLasts)})`.execute(db)
}

/** Takes the start away, so that it cannot be used again. */
export async function takeOidcStart(db: Db, key: Buffer): Promise<(OidcStart & { late: boolean }) | undefined> {
  const { rows } = await sql<OidcStart & { late: boolean }>`
    delete from oidc_starts where key = ${key}
    returning key, nonce, verifier, return_to, ends_at < now() as late`.execute(db)
  return rows[0]
}
