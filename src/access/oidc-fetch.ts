/** The `fetch` of openid-client: requests to the identity provider go through the hub's one door for HTTP. */
import type { CustomFetch } from 'openid-client'
import type { Http, HttpRequest } from '../outside/http.ts'

/** Statuses whose answer has no body; `Response` refuses even an empty one. */
const bodyless = new Set([204, 205, 304])

export function fetchThrough(http: Http): CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const reply = await http.request({
      method: method as HttpRequest['method'],
      url,
      headers,
      body:
        body === null || body === undefined
          ? undefined
          : await new Response(body as ConstructorParameters<typeof Response>[0]).text(),
      signal,
    })
    const { status } = reply
    return new Response(bodyless.has(status) ? null : reply.text, { status, headers: reply.headers })
  }
}
