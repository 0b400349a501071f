import { ledger } from './0001-ledger.ts'
import { operating } from './0002-operating.ts'

/** In order; a number, once released, is never changed. */
export const migrations: readonly string[] = [ledger, operating]
