/** What the client's types accept and refuse: `tsc` checks this file, so a changed shape of an operation fails there. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, expectTypeOf, it } from 'vitest'
import { type Client, openClient } from '../../src/client/client.ts'
import type { Answer, Body, Name, Query } from '../../src/client/operations.ts'
import type { DeliveryState, DestinationState } from '../../src/ledger/states.ts'

/** Answers everything with this status and body, and keeps what was asked. */
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit }[] = []
  const client = openClient({
    url: 'http://hub/',
    token: 'a-token',
    fetch: async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} })
      return new Response(status === 304 ? null : JSON.stringify(body), { status, headers })
    },
  })
  return { client, asked }
}

it('knows the answers of operations', () => {
  expectTypeOf<Answer<'get /deliveries/{id}'>['state']>().toEqualTypeOf<DeliveryState>()
  expectTypeOf<Answer<'get /destinations'>['items'][number]['state']>().toEqualTypeOf<DestinationState>()
  expectTypeOf<Answer<'get /leads'>['next']>().toEqualTypeOf<string | null>()
  expectTypeOf<Answer<'get /destinations/{id}'>['etag']>().toEqualTypeOf<string>()
})

it('knows what operations take', () => {
  expectTypeOf<Query<'get /deliveries'>['state']>().toEqualTypeOf<DeliveryState[] | undefined>()
  expectTypeOf<Body<'put /destinations/{id}/hold'>>().toEqualTypeOf<{ reason: string }>()
  expectTypeOf<'get /leads'>().toExtend<Name>()
  expectTypeOf<'put /leads'>().not.toExtend<Name>()
})

it('refuses mistakes before anything runs: each line would be an error of `tsc`', () => {
  const mistakes = async ({ call }: Client) => {
    // @ts-expect-error there is no such operation
    await call('get /lead')
    // @ts-expect-error there is no such method here
    await call('delete /leads/{id}', { params: { id: '1' } })
    // @ts-expect-error the id is missing
    await call('get /leads/{id}')
    // @ts-expect-error the parameter has another name
    await call('get /leads/{id}', { params: { lead: '1' } })
    // @ts-expect-error there is no such state
    await call('get /deliveries', { query: { state: ['failed'] } })
    // @ts-expect-error there is no such filter
    await call('get /deliveries', { query: { colour: 'red' } })
    // @ts-expect-error the reason is missing
    await call('put /destinations/{id}/hold', { params: { id: 'a' }, body: {} })
    // @ts-expect-error this takes no body
    await call('put /destinations/{id}/pause', { params: { id: 'a' }, body: { reason: 'x' } })
    // @ts-expect-error the answer has no such key
    void (await call('get /destinations')).destinations
  }
  expect(mistakes).toBeTypeOf('function')
})

it('sends method, path, query, body and token', async () => {
  const { client, asked } = answering(200, {})
  await client.call('get /deliveries', { query: { state: ['held', 'waiting'], limit: 5, after: undefined } })
  await client.call('put /destinations/{id}/hold', { params: { id: 'crm/eu' }, body: { reason: 'x' }, ifMatch: '"a"' })
  expect(asked.map(({ url, init }) => [init.method, url])).toEqual([
    ['GET', 'http://hub/api/deliveries?state=held%2Cwaiting&limit=5'],
    ['PUT', 'http://hub/api/destinations/crm%2Feu/hold'],
  ])
  expect(asked.map(({ init }) => init.headers)).toEqual([
    { authorization: 'Bearer a-token' },
    { authorization: 'Bearer a-token', 'content-type': 'application/json', 'if-match': '"a"' },
  ])
  expect(asked[1]?.init.body).toBe('{"reason":"x"}')
})

it('in a page asks the page’s own host, and sends no token', async () => {
  const urls: unknown[] = []
  const send: typeof fetch = async (url, init) => {
    urls.push([url, init?.headers])
    return new Response('{}')
  }
  await openClient({ fetch: send }).call('get /config')
  expect(urls).toEqual([['/api/config', {}]])
})

it('gives the ETag, and no answer when nothing changed', async () => {
  const etag = '"s.d"'
  expect(await answering(200, { id: 'a' }, { etag }).client.ask('get /config')).toEqual({
    ...{ status: 200, etag, answer: { id: 'a' } },
  })
  const { client, asked } = answering(304, '', { etag })
  expect(await client.ask('get /config', { ifNoneMatch: etag })).toEqual({ status: 304, etag, answer: undefined })
  expect(asked[0]?.init.headers).toMatchObject({ 'if-none-match': etag })
})

it('throws the problem of a refusal, with its details', async () => {
  const problem = { title: 'Precondition Failed', status: 412, detail: 'anna released it.', acts: [] }
  await expect(answering(412, problem).client.call('get /config')).rejects.toMatchObject({
    ...{ name: 'HubProblem', status: 412, message: 'anna released it.', details: problem },
  })
})

it('tells an answer that is no hub’s', async () => {
  for (const status of [200, 502]) {
    const client = openClient({ fetch: async () => new Response('<html>', { status }) })
    await expect(client.call('get /config')).rejects.toMatchObject({ name: 'NotAHub' })
  }
})

it('brings nothing of the hub to run: its files import only each other, and types', () => {
  const folder = path.resolve(import.meta.dirname, '../../src/client')
  const imports = readdirSync(folder).flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8').match(/^(?:import|export) .*from .*$/gm),
  )
  expect(imports.length).toBeGreaterThan(1)
  expect(imports.filter((line) => !/^import type /.test(line ?? '') && !/from '\.\//.test(line ?? ''))).toEqual([])
})
