/**
 * SQLSTATE classes of an outage: no connection (08), no login or database (28, 3D), transaction rolled back (40), no
 * resources (53), not ready or locked (55), stopped by an operator or a time limit (57), system error (58). 25006 is
 * the "read-only" of a standby; 25P03 is a transaction that was idle for too long.
 */
const passing = /^(08|28|3D|40|53|55|57|58|25006|25P03)/

/** Whether PostgreSQL is not available. If so, the statement itself is not wrong and can be sent again. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^[0-9A-Z]{5}$/.test(code)) return passing.test(code)
  if (/^E[A-Z_]+$/.test(code)) return !code.startsWith('ERR_')
  // pg gives these errors no code, so its message is compared.
  return /^(Connection terminated|timeout exceeded|Client (has encountered a connection error|was closed))/i.test(
    error.message,
  )
}
