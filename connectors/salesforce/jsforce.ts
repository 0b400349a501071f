/**
 * jsforce carries the connection; our door carries its requests. Its own transport hides status and headers, follows
 * redirects, repeats by itself and waits half an hour, so each call is given a transport that does none of that.
 */
import { PassThrough } from 'node:stream'
import type { Connection, ConnectionConfig, OAuth2Config } from 'jsforce'
import type { Http, HttpReply } from '../../src/outside/http.ts'

export type { Connection }

type Transport = Connection['_transport']

// Loaded when first needed: 0.1 s and 30 MB that a hub without a Salesforce destination, or with web-to-lead, never pays.
const jsforce = () => import('jsforce/lib/core.js')

/** Any status is a reply. @throws what the door throws; jsforce's own errors say less than the reply and are dropped. */
export async function carry(
  http: Http,
  signal: AbortSignal,
  config: ConnectionConfig,
  use: (connection: Connection) => Promise<unknown>,
): Promise<HttpReply> {
  const { Connection } = await jsforce()
  return through(http, signal, (transport) => {
    const connection = new Connection(config)
    connection._transport = transport
    return use(connection)
  })
}

/** Asks the token endpoint of `config.loginUrl` for a grant. */
export async function askToken(
  http: Http,
  signal: AbortSignal,
  config: OAuth2Config,
  grant: { grant_type: string; [field: string]: string },
): Promise<HttpReply> {
  const { OAuth2 } = await jsforce()
  return through(http, signal, (transport) => {
    const oauth = new OAuth2(config)
    oauth._transport = transport
    return oauth.requestToken(grant)
  })
}

async function through(http: Http, signal: AbortSignal, use: (transport: Transport) => Promise<unknown>) {
  let last: HttpReply | undefined
  const transport: Transport = {
    httpRequest({ method, url, headers, body }) {
      const answered = http
        .request({ method, url, headers, body: body as string | undefined, signal })
        .then((reply) => {
          last = reply
          return { statusCode: reply.status, headers: { ...reply.headers }, body: reply.text }
        })
      return Object.assign(answered, { stream: () => new PassThrough() })
    },
    getRequestStreamCreator: () => () => new PassThrough(),
  }
  // Whatever jsforce makes of a reply, the reply says more; without one, its error is the door's.
  const failure: unknown = await use(transport).catch((error: unknown) => error)
  if (!last) throw failure
  return last
}
