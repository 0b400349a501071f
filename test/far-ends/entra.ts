/**
 * A scripted Microsoft Entra ID: the v2.0 token endpoint over real HTTP, for client credentials and for user and
 * password. It has a directory, an application, a secret and a user, and refuses everything else as Entra does. It can
 * also fail on command.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type DirectoryOptions, type Form, makeDirectory, resourceOf } from './entra/directory.ts'
import { refusalBody } from './entra/refusals.ts'
import { issueToken, tokenMark } from './entra/token.ts'

export interface EntraOptions extends DirectoryOptions {
  /** @default any free port */
  port?: number
  /** Address to listen on. @default 127.0.0.1 */
  host?: string
  /** Seconds a token lives. @default 3599 */
  lifetime?: number
}

export interface Entra {
  /** `http://127.0.0.1:…`: the setting `authority`. */
  readonly authority: string
  readonly directoryId: string
  readonly applicationId: string
  readonly applicationKey: string
  readonly username: string
  readonly password: string
  /** Values that must never appear in a message, log line or receipt. */
  readonly secrets: readonly string[]
  /** Form fields of every token request so far. */
  readonly asked: readonly Form[]
  /** Refuses every sign-in with these numbers from now on, until `calm`. */
  refuse(...numbers: number[]): void
  /** Sends exactly this answer from now on, until `calm`. */
  answer(status: number, body: string, headers?: Record<string, string>): void
  /** From now on the request is read without an answer (`hang`), or the connection is cut (`cut`), until `calm`. */
  misbehave(how: 'hang' | 'cut'): void
  /** Answers wait for this promise from now on, until `calm`. */
  delay(until: Promise<unknown>): void
  /** Changes the secret of the application and the password of the user. */
  rotate(secrets: { applicationKey?: string; password?: string }): void
  calm(): void
  close(): Promise<void>
}

type Answer = (response: ServerResponse, tenant: string, form: Form) => void | Promise<void>

export async function startEntra(options: EntraOptions = {}): Promise<Entra> {
  const { port = 0, host = '127.0.0.1', lifetime = 3599 } = options
  const { directory, judge } = makeDirectory(options)
  const asked: Form[] = []

  const grant: Answer = (response, tenant, form) => {
    const number = judge(tenant, form)
    if (number) refuse(response, tenant, form, number)
    else send(response, 200, JSON.stringify(granted(form)))
  }
  let answer = grant

  function refuse(response: ServerResponse, tenant: string, form: Form, ...numbers: number[]): void {
    const named = { tenant, app: form['client_id'] ?? '', resource: resourceOf(form['scope'] ?? '') }
    const { status, body } = refusalBody(numbers, named)
    send(response, status, body)
  }

  function granted(form: Form): object {
    const access_token = issueToken({
      aud: resourceOf(form['scope'] ?? ''),
      tid: directory.directoryId,
      appid: form['client_id'] ?? '',
      upn: form['username'] ?? '',
      exp: Math.floor(Date.now() / 1000) + lifetime,
    })
    return { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(decodeURIComponent(request.url ?? ''))?.[1]
    const form = Object.fromEntries(new URLSearchParams(await text(request)))
    if (!tenant || request.method !== 'POST') return send(response, 404, '<html>Not found</html>')
    asked.push(form)
    await answer(response, tenant, form)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))

  return {
    ...directory,
    authority: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets: [directory.applicationKey, directory.password, tokenMark],
    asked,
    refuse(...numbers) {
      answer = (response, tenant, form) => refuse(response, tenant, form, ...numbers)
    },
    answer(status, body, headers) {
      answer = (response) => send(response, status, body, headers)
    },
    misbehave(how) {
      answer = (response) => (how === 'cut' ? void response.destroy() : undefined)
    },
    delay(until) {
      answer = async (...request) => {
        await until
        await grant(...request)
      }
    },
    rotate: (secrets) => void Object.assign(directory, secrets),
    calm() {
      answer = grant
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  const type = body.startsWith('{') ? 'application/json; charset=utf-8' : 'text/html'
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers }).end(body)
}
