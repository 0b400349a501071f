/** Whether PostgreSQL is away, and not the statement wrong: the same can be asked again. */

/**
 * SQLSTATE classes: no connection (08), no login or database (28, 3D), undone for another's sake (40), no room (53), not
 * ready or locked (55), stopped by an operator or a time limit (57), a broken system under it (58); 25006 is a standby's
 * "read-only", 25P03 a transaction that was idle for too long.
 */
const passing = /^(08|28|3D|40|53|55|57|58|25006|25P03)/

export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^[0-9A-Z]{5}$/.test(code)) return passing.test(code)
  if (/^E[A-Z_]+$/.test(code)) return !code.startsWith('ERR_')
  // pg's own words: it gives these no code.
  return /^(Connection terminated|timeout exceeded|Client (has encountered a connection error|was closed))/i.test(
    error.message,
  )
}
