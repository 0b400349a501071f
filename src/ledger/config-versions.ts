import type { Db } from './open.ts'

/** Keeps the text of a configuration under its version. It holds references, no secrets. */
export async function keepConfig(db: Db, version: string, text: string): Promise<void> {
  await db
    .insertInto('config_versions')
    .values({ version, text })
    .onConflict((conflict) => conflict.column('version').doNothing())
    .execute()
}
