/** Why the hub does not start or reload, in words for a person, and the exit code of a failed start. */
import { ConfigError, describeProblem } from '../config/problems.ts'
import { errorPlace } from '../error-place.ts'
import { isOutage } from '../ledger/outage.ts'
import { RedisMisconfigured } from '../queue/redis.ts'

/** A person must correct something first: another start without that would fail too. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}

export interface StartFailure {
  message: string
  code: number
}

/** sysexits.h: the configuration is wrong. */
const EX_CONFIG = 78

export function startFailure(error: unknown): StartFailure {
  if (error instanceof ConfigError) return { message: listed(error), code: EX_CONFIG }
  if (error instanceof Misconfigured || error instanceof RedisMisconfigured)
    return { message: error.message, code: EX_CONFIG }
  const failed = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (failed instanceof Error && failed.syscall === 'listen') return { message: listening(failed), code: 1 }
  if (failed instanceof Error && failed.syscall === 'mkdir') return { message: folder(failed), code: EX_CONFIG }
  if (failed instanceof Error && failed.code === '42501') return { message: noRight, code: EX_CONFIG }
  if (isOutage(error)) return { message: ledger(failed), code: isWrongAddress(failed) ? EX_CONFIG : 1 }
  return { message: error instanceof Error ? error.message : String(error), code: 1 }
}

/** Why the configuration in force is kept. */
export function reloadProblems(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems.map(describeProblem)
  const { name = typeof error, code, syscall } = (error ?? {}) as NodeJS.ErrnoException
  if (syscall && code) return [`the file cannot be read (${code})`]
  const where = [name, code, errorPlace(error)].filter(Boolean).join(', ')
  return [`the hub could not take it (${where}); send this line and the log to the makers of Leadyard`]
}

function listed({ problems }: ConfigError): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return `config.yaml has ${count}; nothing was started:\n${problems.map((p) => `  ${describeProblem(p)}`).join('\n')}`
}

function listening({ code, address, port }: NodeJS.ErrnoException & { port?: number; address?: string }): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} of ${address} is in use by another program. Stop that program, or set another listen.port in config.yaml.`
  }
  if (code === 'EACCES') {
    return `This user may not listen on port ${port}. Set a listen.port above 1023 in config.yaml, and put a proxy before it.`
  }
  return `The hub cannot listen on port ${port} of ${address} (${code}). Correct listen.host and listen.port in config.yaml.`
}

function folder({ code, path }: NodeJS.ErrnoException): string {
  return `The folder ${path} cannot be made (${code}). Correct LEADYARD_DATA, or let this user write there.`
}

const noRight =
  'The user of DATABASE_URL may not make tables in its database (42501). As an administrator of that database run\n' +
  '  GRANT CREATE ON DATABASE <database> TO <user>;\n' +
  '  GRANT USAGE, CREATE ON SCHEMA public TO <user>;\n' +
  'with the names in DATABASE_URL, and start again.'

/** The login or the database does not exist: another start without a change would fail too. */
function isWrongAddress({ code = '' }: NodeJS.ErrnoException): boolean {
  return ['28P01', '28000', '3D000'].includes(code)
}

/**
 * Does not quote the library, because its messages name user, host and database. These may be parts of a password that
 * was not encoded.
 */
function ledger({ code = 'no answer' }: NodeJS.ErrnoException): string {
  if (code === '28P01' || code === '28000') {
    return `PostgreSQL refuses the user or the password of DATABASE_URL (${code}). Correct them; ${encode}`
  }
  if (code === '3D000')
    return `PostgreSQL has no database of the name in DATABASE_URL (${code}). Create it, or correct the name.`
  return `PostgreSQL cannot be reached (${code}). Start it, or correct DATABASE_URL; ${encode}`
}

const encode = 'characters like @ / ? # % in a password must be percent-encoded.'
