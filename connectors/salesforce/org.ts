import type { Tools } from '../../src/connector.ts'
import { configuration, DeliveryError } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { openApiUse } from './api-use.ts'
import { type Connection, carry } from './jsforce.ts'
import { keep } from './keep.ts'
import { read } from './reply.ts'
import type { Settings } from './settings.ts'
import { type Session, signIn } from './sign-in.ts'

/** The org as one destination sees it: signed in once, paced by what Salesforce says of its limit. */
export interface Org {
  /** One request under the session held. A session that has run out is replaced, and the request repeated, once. */
  send(signal: AbortSignal, use: (connection: Connection) => Promise<unknown>): Promise<Answer>
  /** Signs in again, whatever is held: proves the credentials. */
  signIn(signal: AbortSignal): Promise<void>
  /** @throws transient while the org has used its share of the API calls of 24 hours. */
  pace(): void
}

export interface Answer {
  reply: HttpReply
  /** Where people open the org. */
  instanceUrl: string
}

export function openOrg(settings: Settings, tools: Tools): Org {
  const use = openApiUse(settings.apiShare, tools)
  const refused = openRefusal(settings, tools)
  const session = keep(
    'the sign-in to Salesforce',
    (signal) => refused.guard(() => signIn(settings, tools, signal)),
    tools.now,
  )

  async function once(held: Session, signal: AbortSignal, act: (connection: Connection) => Promise<unknown>) {
    const config = {
      instanceUrl: (settings.instanceUrl ?? held.instanceUrl).replace(/\/+$/, ''),
      accessToken: held.accessToken,
      version: settings.apiVersion,
      callOptions: { client: 'Leadyard' },
      logLevel: 'NONE' as const,
    }
    const reply = await carry(tools.http, signal, config, act)
    use.note(reply)
    return { reply, instanceUrl: held.instanceUrl }
  }

  return {
    async send(signal, act) {
      const before = session.held()
      const held = await session.get(signal)
      const answer = await once(held, signal, act)
      if (held !== before || !expired(answer.reply)) return answer
      // A refused session means that nothing was done, so the one repeat is safe (REST API, "Status Codes": 401).
      session.drop(held)
      return once(await session.get(signal), signal, act)
    },
    async signIn(signal) {
      refused.forget()
      session.drop()
      await session.get(signal)
    },
    pace: use.pace,
  }
}

function expired(reply: HttpReply): boolean {
  const { faults } = read(reply)
  return (
    reply.status === 401 || faults.some(({ code }) => code === 'INVALID_SESSION_ID' || code === 'INVALID_AUTH_HEADER')
  )
}

/** Deliveries already under way when a password is refused must not try it again: ten failures lock the user. */
function openRefusal(settings: Settings, { now, log, destination }: Tools) {
  let refusal: { error: DeliveryError; at: number } | undefined
  let warned = false

  function warn(): void {
    if (!warned)
      log.warn({ destination }, 'password sign-in to Salesforce is legacy and blocked in most orgs; change auth')
    warned = true
  }

  return {
    async guard(attempt: () => Promise<Session>): Promise<Session> {
      if (settings.auth !== 'password') return attempt()
      warn()
      if (refusal && now().getTime() - refusal.at < 60_000) throw configuration(refusal.error.detail)
      return attempt().catch((error: unknown) => {
        if (error instanceof DeliveryError && error.detail.probe === false) refusal = { error, at: now().getTime() }
        throw error
      })
    },
    forget: () => (refusal = undefined),
  }
}
