/** Reads of a page that are asked before its code is there. The first who asks the same gets the answer. */
import { unattended } from './attended.ts'

/** What a page reads when it is opened without a filter: the path of a GET, or the body of a search. */
export interface EarlyRead {
  path: string
  body?: object
}

/** Milliseconds. An older answer counts as old. */
const lasts = 5_000

const asked = new Map<string, Promise<Response>>()

function keyOf(address: string, body: unknown): string {
  return `${address} ${body ?? ''}`
}

/** A link that signs in asks nothing: who opens it is not yet known. A filter asks something else. */
export function askEarly(reads: readonly EarlyRead[] = []): void {
  if (location.hash !== '') return
  const { text } = (history.state ?? {}) as { text?: string }
  const isFiltered = location.search !== '' || (text ?? '') !== ''
  for (const { path, body } of [{ path: '/me' }, ...(isFiltered ? [] : reads)]) {
    const written = body && JSON.stringify(body)
    const headers = { ...unattended(), ...(written ? { 'content-type': 'application/json' } : {}) }
    const answer = fetch(`/api${path}`, {
      redirect: 'manual',
      headers,
      ...(written ? { method: 'POST', body: written } : {}),
    })
    // An outage is told to the one who asks.
    answer.catch(() => undefined)
    asked.set(keyOf(`/api${path}`, written), answer)
  }
  setTimeout(() => asked.clear(), lasts)
}

/** @returns undefined when it was not asked early, or was taken before */
export function takeEarly(address: string, given: RequestInit = {}): Promise<Response> | undefined {
  const key = keyOf(address, given.body)
  const answer = asked.get(key)
  asked.delete(key)
  return answer
}
