/** A real identity provider (oidc-provider) on this machine, with the forms that it brings for tests. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { openBrowser } from './browser.ts'

export interface IdentityProvider {
  issuer: string
  /** Requests that the provider got, by method and path. */
  asked: string[]
  /** Begins to serve, once the address is known to which it sends browsers back. */
  serve(returnUrl: string, options?: { authMethod?: string; groupsInToken?: boolean }): void
  /** Signs a person in and agrees; the login is a comma-separated list: name, then groups. */
  consent(start: string, login: string): Promise<string>
  close(): Promise<void>
}

export const client = { id: 'leadyard', secret: 'a-client-secret-of-the-hub' }

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let handle: http.RequestListener = (_, response) => void response.writeHead(503).end()
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`)
    handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    asked,
    serve(returnUrl, options) {
      handle = providerFor(issuer, returnUrl, options).callback()
    },
    consent: (start, login) => consent(issuer, start, login),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function providerFor(
  issuer: string,
  returnUrl: string,
  { authMethod = 'client_secret_post', groupsInToken = false }: { authMethod?: string; groupsInToken?: boolean } = {},
): Provider {
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: client.id, client_secret: client.secret, redirect_uris: [returnUrl] },
        ...{ grant_types: ['authorization_code'], response_types: ['code'] },
        token_endpoint_auth_method: authMethod as 'client_secret_post',
      },
    ],
    clientAuthMethods: [authMethod as 'client_secret_post'],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    conformIdTokenClaims: !groupsInToken,
    cookies: { keys: ['a key of a test'] },
    findAccount: (_, login) => {
      const [name = '', ...groups] = login.split(',')
      return { accountId: login, claims: () => ({ sub: login, preferred_username: name, groups }) }
    },
  })
  return provider
}

/** @returns the address to which the browser is sent back. */
async function consent(issuer: string, start: string, login: string): Promise<string> {
  const browser = openBrowser()
  let next = start
  for (let steps = 0; steps < 12 && next.startsWith(issuer); steps++) {
    const answer = await browser.go('GET', next)
    const location = answer.headers.get('location')
    if (location) next = new URL(location, next).href
    else {
      const page = await answer.text()
      const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? []
      const body = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'x' } : {}) })
      const posted = await browser.go('POST', next, { body })
      next = new URL(posted.headers.get('location') ?? '', next).href
    }
  }
  return next
}
