/** Posts as a browser does, without following redirects. */
import type { Hub } from '../../src/hub/hub.ts'
import { nextNumber } from './rig.ts'

export const type = 'application/x-www-form-urlencoded'
export const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

export type Fields = Record<string, string> | readonly (readonly [string, string])[]

interface Way {
  /** The source. */
  to?: string
  query?: string
  headers?: Record<string, string>
}

export function senderTo(hub: () => Hub) {
  return (fields: Fields, { to = 'website', query = '', headers = {} }: Way = {}): Promise<Response> => {
    const body = new URLSearchParams(fields as [string, string][]).toString()
    return fetch(`${hub().url}/ingest/${to}${query}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': type, ...headers },
      body,
    })
  }
}

export const someone = (more: Record<string, string> = {}) => ({ email: `n${nextNumber()}@contoso.com`, ...more })
