/** Texts that PostgreSQL cannot store, and parameters with unusual names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../../src/api/endpoints.ts'
import { type Rig, startRig } from './rig.ts'

let rig: Rig
let lead: string
beforeAll(async () => {
  rig = await startRig({ destinations: { a: {} } })
  lead = await rig.send('texts@contoso.com')
  await rig.until(lead, 'a', 'delivered')
})
afterAll(() => rig.close())

/** Written as an escape, which JSON.parse turns into the character. */
const texts: [string, string][] = [
  ['a NUL', '\u0000'],
  ['half a character', '\ud800'],
]

describe.each(texts)('%s', (_what, bad) => {
  it.each<[string, string, object, string]>([
    ['PUT', '/api/destinations/a/hold', { reason: `why${bad}` }, 'reason'],
    ['POST', '/api/leads/searches', { offer: `o${bad}` }, 'offer'],
    ['POST', '/api/leads/searches', { email: `o${bad}` }, 'email'],
    ['POST', '/api/deliveries/searches', { destination: ['a', `o${bad}`] }, 'destination.1'],
    ['POST', '/api/backlog/searches', { code: `o${bad}` }, 'code'],
    ['POST', '/api/replays', { code: `o${bad}`, dryRun: true }, 'code'],
    ['POST', '/api/cancellations', { reference: `o${bad}`, dryRun: true }, 'reference'],
    ['POST', '/api/reroutings', { source: `o${bad}`, dryRun: true }, 'source'],
    ['POST', '/api/erasures', { email: `a@b.c${bad}`, dryRun: true }, 'email'],
    ['POST', '/api/exports', { format: 'csv', offer: `o${bad}` }, 'offer'],
    ['POST', '/api/dry-runs', { source: 'web', body: '{}', offer: `o${bad}` }, 'offer'],
  ])('in a text of %s %s is named and refused (%#)', async (method, path, body, at) => {
    const answer = await rig.ask(method, path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(400)
    expect(answer.body.problems).toEqual([expect.objectContaining({ path: at })])
    expect(answer.body.detail).toContain(`${at}: `)
    expect(answer.body.detail).not.toContain(bad)
  })

  it('in rows of an import is accepted, because files hold such texts', async () => {
    const [columns, rows] = [[{ name: 'E', path: 'person.email' }], [[`x${bad}@contoso.com`]]]
    const { status, body } = await rig.ask('POST', '/api/imports/web/batches', { firstRow: 1, columns, rows })
    expect(status, JSON.stringify(body)).toBe(200)
  })

  it('in the body of a dry run is accepted, because senders post such texts', async () => {
    const body = JSON.stringify({ userDetails: { email: 'a@b.c', lastName: `x${bad}` } })
    expect((await rig.ask('POST', '/api/dry-runs', { source: 'web', body })).status).toBe(200)
    expect((await rig.ask('POST', '/api/dry-runs', { source: 'web', body: `${body}${bad}` })).status).toBe(422)
  })
})

describe('a NUL', () => {
  it.each(endpoints.filter(({ path }) => path.includes('{')).map(({ method, path }) => [method.toUpperCase(), path]))(
    'in the path of %s %s names nothing that there is',
    async (method, path) => {
      const asked = `/api${path.replace(/\{\w+\}/, 'a%00')}`
      const body = ['POST', 'PUT'].includes(method) ? {} : undefined
      const { status } = await rig.ask(method, asked, body)
      expect([400, 404]).toContain(status)
    },
  )

  const withQuery = endpoints.flatMap(({ method, path, query }) =>
    query ? [[method.toUpperCase(), path, Object.keys(query.shape)] as const] : [],
  )
  it.each(withQuery)('in a parameter of %s %s is refused', async (method, path, names) => {
    for (const name of names) {
      const { status } = await rig.ask(method, `/api${path.replace(/\{\w+\}/, lead)}?${name}=a%00`)
      expect([400, 404], name).toContain(status)
    }
  })
})

describe('a parameter with the name of a part of every object', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__proto__.x', '__proto__[x]']

  it.each(names)('%s is unknown, in a query', async (name) => {
    for (const path of ['/api/leads', '/api/destinations', '/api/openapi.json']) {
      const { status, body } = await rig.get(`${path}?${encodeURIComponent(name)}=1`)
      expect([path, status]).toEqual([path, 400])
      expect(body.problems).toEqual([expect.objectContaining({ path: name, message: 'unknown key' })])
    }
  })

  it.each(names)('%s is unknown, in a body', async (name) => {
    const { status, body } = await rig.ask('POST', '/api/leads/searches', `{${JSON.stringify(name)}:1}`)
    expect(status).toBe(400)
    expect(body.problems).toEqual([expect.objectContaining({ path: name, message: 'unknown key' })])
  })
})

it('refused requests are no failures of the hub', () => {
  expect(rig.log.join()).not.toMatch(/failed unexpectedly/)
})
