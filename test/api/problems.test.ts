import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { a: {}, b: {} } })
})
afterAll(() => rig.close())

const idsFor = async (message: string) => {
  const { body } = await rig.get(`/api/problems?message=${encodeURIComponent(message)}`)
  return body.items.map(({ id }: { id: string }) => id)
}

it('lists the catalogue of the connectors in use, each entry once with its remedy', async () => {
  const { body } = await rig.get('/api/problems')
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['crm-token-ended', 'crm-duplicate'])
  expect(body.items[0]).toMatchObject({
    connector: 'crm',
    wording: ['The access token has ended.', 'Your token is no longer valid'],
    codes: ['TOKEN_ENDED'],
    link: 'https://example.com/tokens',
  })
  expect((await rig.get('/api/problems?connector=other')).body.items).toEqual([])
})

it.each([
  ['Sorry! the ACCESS  token\nhas ended. Please…', ['crm-token-ended']],
  ['Your token is no longer valid', ['crm-token-ended']],
  ['error TOKEN_ENDED (401)', ['crm-token-ended']],
  ['{"error":"token_ended"}', ['crm-token-ended']],
  ['duplicates detected; TOKEN_ENDED', ['crm-duplicate', 'crm-token-ended']],
  ['NOT_TOKEN_ENDED_YET', []],
  ['something else', []],
])('explains %o', async (message, expected) => {
  expect(await idsFor(message)).toEqual(expected)
})

it('tells the configuration in force and the problems of the file, without tokens', async () => {
  const { body } = await rig.get('/api/config')
  expect(body).toEqual({ version: rig.hub.config().version, complaints: [], apiTokens: ['reader', 'anna'] })
  rig.hub.complain(['destinations.a.url: is required'])
  expect((await rig.get('/api/config')).body.complaints).toEqual(['destinations.a.url: is required'])
})

it('pages through the audit, newest first', async () => {
  for (const id of ['a', 'b', 'a']) await rig.ask('PUT', `/api/destinations/${id}/hold`, { reason: `for ${id}` })
  const first = (await rig.get('/api/audit?limit=2')).body
  expect(first.items.map(({ subject }: { subject: string }) => subject)).toEqual(['a', 'b'])
  const second = (await rig.get(`/api/audit?limit=2&after=${first.next}`)).body
  expect(second.items.map(({ subject }: { subject: string }) => subject)).toEqual(['a'])
  expect(second.next).toBeNull()
  expect(first.items[1]).toMatchObject({ actor: 'anna', action: 'hold', detail: { reason: 'for b', was: 'open' } })
})
