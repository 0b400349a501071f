import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** The ledger as its statements see it: a pool, or a transaction. */
export type Db = Kysely<Tables>
