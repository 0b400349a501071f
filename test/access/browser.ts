/** A client that keeps cookies, as a browser does, and goes where it is sent only when told to. */
export interface Browser {
  /** Every answer is left as it is; cookies are kept. */
  go(method: string, url: string, more?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>
  cookies: Map<string, string>
}

/** What a browser says of a request that a page of the hub makes. */
export const ownPage = { 'sec-fetch-site': 'same-origin' }

export function openBrowser(kept: Iterable<[string, string]> = []): Browser {
  const cookies = new Map<string, string>(kept)
  return {
    cookies,
    async go(method, url, { body, headers = {} } = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const isText = typeof body === 'string' || body instanceof URLSearchParams
      const answer = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          ...(cookie ? { cookie } : {}),
          ...(body !== undefined && !isText ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      })
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
      return answer
    },
  }
}
