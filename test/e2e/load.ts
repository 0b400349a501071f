/** A sender that goes on while the hub is killed and started, and three receivers that keep their leads. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export const key = 'the-key-of-the-e2e-source'

export function lead(n: number): object {
  return {
    userDetails: {
      firstName: 'Some',
      lastName: 'One',
      email: `person${n}@contoso.com`,
      country: 'US',
      company: 'Contoso',
    },
    leadSource: 'AzureMarketplace',
    actionCode: 'INS',
    offerTitle: 'Contoso App',
  }
}

/** Posts one lead. @returns its id, or undefined if the hub did not answer 202 */
export async function post(url: string, body: object): Promise<string | undefined> {
  try {
    const reply = await fetch(`${url}/ingest/marketplace?key=${key}&offer=contoso.app`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return reply.status === 202 ? ((await reply.json()) as { id: string }).id : undefined
  } catch {
    return undefined
  }
}

/** Sends leads until `count` were answered 202, also while the hub is away. @returns their ids */
export async function sendAll(
  address: () => string,
  count: number,
  onAccepted: (so: number) => void,
): Promise<Set<string>> {
  const accepted = new Set<string>()
  const giveUp = Date.now() + 120_000
  let next = 0
  async function sender(): Promise<void> {
    while (next < count) {
      const n = next++
      for (;;) {
        const id = await post(address(), lead(n))
        if (id) {
          accepted.add(id)
          onAccepted(accepted.size)
          break
        }
        if (Date.now() > giveUp) throw new Error(`the hub took ${accepted.size} of ${count} leads, then no more`)
        await pause(50)
      }
    }
  }
  await Promise.all(Array.from({ length: 10 }, sender))
  return accepted
}

export interface Receivers {
  url: string
  /** webhook-ids taken, by path, in order. */
  taken: Map<string, string[]>
  /** Milliseconds each answer takes. */
  latency: number
  close(): Promise<void>
}

export async function startReceivers(): Promise<Receivers> {
  const taken = new Map<string, string[]>()
  const server = http.createServer((request, response) => {
    request.resume().on('end', async () => {
      const path = request.url ?? '/'
      const id = String(request.headers['webhook-id'])
      taken.set(path, [...(taken.get(path) ?? []), id])
      await pause(receivers.latency)
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `r-${id}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receivers: Receivers = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    latency: 5,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receivers
}
