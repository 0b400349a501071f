import { ledger } from './0001-ledger.ts'
import { bell } from './0002-bell.ts'
import { sessions } from './0003-sessions.ts'
import { lineage } from './0004-lineage.ts'
import { figures } from './0005-figures.ts'
import { search } from './0006-search.ts'
import { proofs } from './0007-proofs.ts'
import { alerts } from './0008-alerts.ts'
import { silence } from './0009-silence.ts'
import { reconciliations } from './0010-reconciliations.ts'
import { contacts } from './0011-contacts.ts'
import { reports } from './0012-reports.ts'
import { undos } from './0013-undos.ts'
import { refusedPosts } from './0014-refused-posts.ts'

/** All migrations, in order. A released migration is never changed. */
export const migrations: readonly string[] = [
  ...[ledger, bell, sessions, lineage, figures, search, proofs, alerts, silence, reconciliations, contacts],
  ...[reports, undos, refusedPosts],
]

/**
 * The number of the first migration. Before the first release, twelve migrations made the same tables. A database with
 * all twelve is used as it is, and a database with fewer is refused.
 */
export const firstVersion = 12

/** The number of the last migration. */
export const lastVersion = firstVersion + migrations.length - 1
