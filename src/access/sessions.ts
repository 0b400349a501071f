/** Sessions: the cookie holds a secret of 256 bits; the ledger knows its SHA-256, and what the session rests on. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Config } from '../config/config.ts'
import type { Db } from '../ledger/db.ts'
import { endOf, endSession, findSession, openSession, type SessionRow } from '../ledger/sessions.ts'
import type { Caller, Role } from './caller.ts'

type Who = Pick<Caller, 'name' | 'role' | 'by'>

/** What a session rests on: a password, a token, or an identity provider. It ends with it. */
interface Ground {
  credential: string
  /** Undefined: the role that was found at the sign-in. */
  role: Role | undefined
}

export interface SessionsContext {
  db: Db
  config(): Pick<Config, 'tokens' | 'users' | 'oidc'>
  localToken(): string | undefined
}

export interface Beginning extends Who {
  /** The token that was presented, because several may have one name. */
  token?: string | undefined
  /** The secret of the browser's session until now, which ends. */
  before?: string | undefined
}

/** @returns the secret for the cookie; a new one at every sign-in. */
export async function beginSession(
  context: SessionsContext,
  { name, role, by, token, before }: Beginning,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const ground = groundsOf(context, { name, by }).find((one) => token === undefined || one.credential === token)
  if (!ground) throw new Error('a session was opened that rests on nothing')
  const seal = sealOf(secret, ground)
  const opened = { id: uuid(), key: keyOf(secret), proof: by, name, role, seal }
  await openSession(context.db, opened, before === undefined ? undefined : keyOf(before))
  return secret
}

/**
 * The caller of a session, with the role of today. A session whose user, token or provider is gone, or has another
 * secret now, is ended.
 * @param counts a person made the request, so the session's time begins again
 */
export async function findCaller(context: SessionsContext, secret: string, counts = true): Promise<Caller | undefined> {
  const row = await findSession(context.db, keyOf(secret), counts)
  if (!row) return undefined
  const { name, proof: by } = row
  const ground = groundsOf(context, { name, by }).find((one) => timingSafeEqual(sealOf(secret, one), row.seal))
  if (ground) return { name, by, role: ground.role ?? row.role, session: { id: row.id, endsAt: endOf(row) } }
  await endSession(context.db, row.id)
  return undefined
}

function groundsOf({ config, localToken }: SessionsContext, { name, by }: Pick<Who, 'name' | 'by'>): Ground[] {
  const { tokens, users, oidc } = config()
  const named = (one: { name: string }) => one.name === name
  switch (by) {
    case 'token':
      return tokens.filter(named).map(({ token, role }) => ({ credential: token, role }))
    case 'password':
      return users.filter(named).map(({ hash, role }) => ({ credential: hash.key.toString('hex'), role }))
    case 'oidc': {
      if (!oidc) return []
      const { issuer, clientId, claim, operators, viewers } = oidc
      return [{ credential: JSON.stringify([issuer, clientId, claim, operators, viewers]), role: undefined }]
    }
    case 'local': {
      const token = isOpenOnlyHere(config()) ? localToken() : undefined
      return token === undefined ? [] : [{ credential: token, role: 'operator' }]
    }
  }
}

/** Whether nothing is configured under `api:`, so that only this machine's own user is let in. */
export function isOpenOnlyHere({ tokens, users, oidc }: Pick<Config, 'tokens' | 'users' | 'oidc'>): boolean {
  return tokens.length === 0 && users.length === 0 && !oidc
}

export function keyOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Keyed by the session's secret, so that the ledger tells nothing about a token. */
function sealOf(secret: string, { credential }: Ground): SessionRow['seal'] {
  return createHmac('sha256', secret).update(credential).digest()
}
