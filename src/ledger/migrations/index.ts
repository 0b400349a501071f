import { ledger } from './0001-ledger.ts'
import { bell } from './0002-bell.ts'

/** In order; a migration, once released, is never changed. */
export const migrations: readonly string[] = [ledger, bell]

/**
 * The number of the first one. Before the first release twelve made the same tables: a database that has all twelve is used
 * as it is, one that has fewer is refused.
 */
export const firstVersion = 12

/** The number of the last one. */
export const lastVersion = firstVersion + migrations.length - 1
