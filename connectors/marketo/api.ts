import { uncertain } from '../../src/failure.ts'
import type { Http, HttpReply, HttpRequest } from '../../src/outside/http.ts'
import { beforeTheLead, callFailure, httpFailure, type Kind } from './failures.ts'
import type { Identity } from './identity.ts'
import type { Limits, Pace } from './pace.ts'
import { type Envelope, readEnvelope } from './reply.ts'

export interface Call {
  kind: Kind
  method: 'GET' | 'POST'
  path: string
  body?: object
  signal: AbortSignal
}

/** A reply whose envelope says success. Its records are yet to be judged. */
export interface Answer {
  status: number
  text: string
  result: readonly unknown[] | undefined
}

export interface Api {
  call(call: Call): Promise<Answer>
}

export interface ApiTools {
  origin: string
  http: Http
  identity: Identity
  pace: Pace
  limits: Limits
  now: () => Date
}

export function openApi({ origin, http, identity, pace, limits, now }: ApiTools): Api {
  let unreachableSince: number | undefined

  async function attempt(call: Call, repeated = false): Promise<Answer> {
    const token = await identity.token(call.signal)
    const reply = await pace.run(limits, { now, signal: call.signal }, () => http.request(request(call, token)))
    const said = readEnvelope(reply.text)
    const code = said?.errors?.[0]?.code
    // Refused before anything was done, so the same call may go once more with a new token.
    if (!repeated && (code === '601' || code === '602')) {
      identity.drop(token)
      return attempt(call, true)
    }
    unreachableSince = code === '614' ? (unreachableSince ?? now().getTime()) : undefined
    return judged(reply, said, call.kind)
  }

  function request({ method, path, body, signal }: Call, token: string): HttpRequest {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
    const bare = { method, url: origin + path, headers, signal }
    if (!body) return bare
    return { ...bare, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
  }

  function judged(reply: HttpReply, said: Envelope | undefined, kind: Kind): Answer {
    const { status, text } = reply
    const unreachable = unreachableSince === undefined ? 0 : now().getTime() - unreachableSince
    const [fault] = said?.errors ?? []
    if (fault) throw callFailure(fault, { kind, now: now(), status, text, unreachable })
    if (!said || status !== 200) throw httpFailure(reply, kind, now())
    if (said.success) return { status, text, result: said.result ?? undefined }
    const message = 'Marketo reports no success and no error; whether the lead was taken is not known'
    throw uncertain({ code: 'NO_ERRORS', status, excerpt: text, message })
  }

  return { call: (call) => (call.kind === 'read' ? beforeTheLead(attempt(call)) : attempt(call)) }
}
