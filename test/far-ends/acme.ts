/** The CRM of the example in connectors/README.md: it stores leads under their ids, checks a key, and can fail. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FarEnd } from './far-end.ts'

type Answer = (respond: (status: number, body: string) => void, response: http.ServerResponse) => void

export async function startAcme(): Promise<FarEnd & { leads: ReadonlyMap<string, string> }> {
  const leads = new Map<string, string>()
  const apiKey = 'acme-key-nobody-may-see'
  let behave: Answer | undefined

  const server = http.createServer(async (request, response) => {
    const body = await text(request).catch(() => '')
    const id = request.url?.split('/').at(-1) ?? ''
    const respond = (status: number, answer: string) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
    const put = () => {
      const status = leads.has(id) ? 200 : 201
      leads.set(id, body)
      return status
    }
    if (behave === lose) put()
    if (behave) return behave(respond, response)
    if (request.headers.authorization !== `Bearer ${apiKey}`) return respond(401, '"Key not recognised."')
    if (request.method === 'DELETE') return leads.delete(id) ? respond(204, '') : respond(404, '"No such lead."')
    respond(put(), JSON.stringify({ id }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    leads,
    settings: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, apiKey },
    secrets: [apiKey],
    records: () => leads.size,
    remove: (id) => void leads.delete(id),
    provoke: {
      transient: () => (behave = (respond) => respond(503, 'later')),
      configuration: () => (behave = (respond) => respond(401, '"Key not recognised."')),
      rejected: () => (behave = (respond) => respond(422, '"no such address"')),
      uncertain: () => (behave = lose),
    },
    misbehave: (how) => (behave = misbehaviours[how]),
    calm: () => (behave = undefined),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const lose: Answer = (_, response) => void response.destroy()

const misbehaviours: Record<'garbage' | 'oversize' | 'hang', Answer> = {
  garbage: (respond) => respond(200, '<!doctype html><title>ACME sign-in</title>'),
  oversize: (respond) => respond(200, 'x'.repeat(3 * 1024 * 1024)),
  hang: () => undefined,
}
