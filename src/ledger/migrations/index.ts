import { ledger } from './0001-ledger.ts'
import { bell } from './0002-bell.ts'
import { figures } from './0005-figures.ts'

/** All migrations, in order. A released migration is never changed. */
export const migrations: readonly string[] = [ledger, bell, figures]

/**
 * The number of the first migration. Before the first release, twelve migrations made the same tables. A database with
 * all twelve is used as it is, and a database with fewer is refused.
 */
export const firstVersion = 12

/** The number of the last migration. */
export const lastVersion = firstVersion + migrations.length - 1
