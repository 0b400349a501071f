import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hold, open } from '../../src/ledger/destinations.ts'
import { insertMessage } from '../../src/ledger/notify/messages.ts'
import { run } from '../cli/run.ts'
import { type Reader, startReader } from '../notify/notes.ts'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
let reader: Reader
beforeAll(async () => {
  reader = await startReader()
  const sending = { retry: { first: '100ms', most: '200ms' }, allowNetworks: ['127.0.0.0/8'] }
  const channels = {
    ops: { type: 'notes', url: `${reader.url}/ops`, sending },
    broken: { type: 'notes', url: `${reader.url}/broken`, sending, alerts: { kinds: ['flood'] } },
  }
  rig = await startRig({ destinations: { sales: {}, other: {} }, file: { channels } })
  reader.answer('/broken', 401)
  const why = { problem: '', code: 'X', status: 401, message: 'refused' }
  await hold(rig.ledger.db, 'sales', why, { probeIn: 3_600_000 })
  await rig.hub.look()
  await eventually(() => expect(reader.told('/ops')).toHaveLength(1))
})
afterAll(async () => {
  await rig.close()
  await reader.close()
})

const viewer = { authorization: `Bearer ${tokens.viewer}` }
const leadyard = (...args: string[]) => run(args, { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })

describe('GET /alerts', () => {
  it('tells a viewer what is wrong, in the words of the messages', async () => {
    const { body } = await rig.ask('GET', '/api/alerts', undefined, viewer)
    expect(body.items).toMatchObject([
      { key: 'held:sales', severity: 'critical', state: 'open', headline: 'Held: sales. 0 leads wait' },
    ])
    const { body: one } = await rig.ask('GET', `/api/alerts/${body.items[0].id}`, undefined, viewer)
    expect(one.told).toMatchObject([
      { channel: 'ops', reminders: 0, closed: false, message: reader.told('/ops')[0]?.id },
    ])
  })

  it.each([
    ['kind=held', 1],
    ['kind=late', 0],
    ['severity=critical&subject=sales', 1],
    ['severity=info', 0],
    ['state=closed', 0],
  ])('with %s finds %d', async (query, count) => {
    expect((await rig.get(`/api/alerts?${query}`)).body.items).toHaveLength(count)
  })

  it('knows no other id', async () => {
    expect((await rig.get('/api/alerts/01900000-0000-7000-8000-000000000001')).status).toBe(404)
  })
})

describe('an acknowledgement', () => {
  it('has a note, may end by itself, is in the audit, and can be taken back', async () => {
    const { body } = await rig.get('/api/alerts')
    const { id } = body.items[0]
    const path = `/api/alerts/${id}/acknowledgements`
    expect((await rig.ask('POST', path, {}, viewer)).status).toBe(403)
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const done = await rig.ask('POST', path, { note: 'the vendor knows', until })
    expect(done.body).toMatchObject({
      state: 'acknowledged',
      acknowledgement: { by: 'anna', note: 'the vendor knows', until },
    })
    const seen = await rig.ask('GET', `/api/alerts/${id}`, undefined, viewer)
    expect(seen.body.acknowledgement.note).toBe('…')
    const { body: audit } = await rig.get(`/api/audit?subject=${id}`)
    expect(audit.items).toMatchObject([{ action: 'acknowledge', actor: 'anna' }])
    const back = await rig.ask('DELETE', path)
    expect(back.body).toMatchObject({ state: 'open', acknowledgement: null })
  })
})

describe('channels', () => {
  it('are listed, and tested by a message', async () => {
    const { body, status } = await rig.ask('POST', '/api/channels/ops/tests')
    expect(status).toBe(202)
    const sent = await eventually(async () => {
      const { body: now } = await rig.get(`/api/messages/${body.id}`)
      expect(now.state).toBe('sent')
      return now
    })
    expect(sent).toMatchObject({ channel: 'ops', kind: 'test', receipt: { outcome: 'accepted' }, failure: null })
    const { body: list } = await rig.ask('GET', '/api/channels', undefined, viewer)
    expect(list.items).toMatchObject([
      { id: 'ops', type: 'notes', state: 'open', failingSince: null, waiting: 0 },
      { id: 'broken', state: 'open' },
    ])
    expect((await rig.ask('POST', '/api/channels/nope/tests')).status).toBe(404)
  })

  it('tell why a message was not sent', async () => {
    const { code, out } = await leadyard('channels', 'test', 'broken')
    expect(code).toBe(1)
    expect(out).toContain('was not sent: The reader answered 401. It said: “Reader: 401')
    expect(out).toContain('notes-wrong-key')
    const { body } = await rig.get('/api/channels')
    expect(body.items[1]).toMatchObject({ state: 'held', failure: { class: 'configuration', code: 'HTTP_401' } })
    expect((await leadyard('channels')).out).toMatch(/broken +notes +held since/)
  })

  it('have the messages to contacts listed with the subject that they have when they are sent', async () => {
    const lead = '01900000-0000-7000-8000-000000000007'
    const entry = {
      ...{ lead, at: '2026-11-29T10:00:00Z', offer: 'Router Pro', action: 'Contact me', source: 'AppSource' },
      ...{ doNotContact: false, test: false, unrouted: false, values: [] },
    }
    const about = { channel: 'ops', at: new Date(), subject: '', text: '' }
    const period = { from: '2026-11-29T09:00:00Z', zone: 'Europe/Berlin' }
    const [contact, digest, erased] = [
      await insertMessage(rig.ledger.db, {
        ...about,
        kind: 'contact',
        entries: [entry],
        period: { ...period, digest: false },
      }),
      await insertMessage(rig.ledger.db, {
        ...about,
        kind: 'digest',
        entries: [entry, entry],
        period: { ...period, digest: true },
      }),
      await insertMessage(rig.ledger.db, {
        ...about,
        kind: 'digest',
        entries: [],
        period: { ...period, digest: true },
      }),
    ]
    const subjectOf = async (id: string) => (await rig.get(`/api/messages/${id}`)).body.subject
    expect(await subjectOf(contact)).toBe('New lead: Router Pro, Contact me')
    expect(await subjectOf(digest)).toBe('2 new leads since 29 Nov 10:00 (+01:00)')
    expect(await subjectOf(erased)).toBe('New leads, all of them erased')
  })

  it('have their messages listed, without the text', async () => {
    const { body } = await rig.ask('GET', '/api/messages?channel=ops&kind=alert', undefined, viewer)
    expect(body.items).toMatchObject([{ state: 'sent', alerts: ['held:sales'], subject: 'Held: sales. 0 leads wait' }])
  })
})

describe('the command line', () => {
  it('lists alerts and acknowledges them', async () => {
    const { out } = await leadyard('alerts')
    expect(out).toMatch(/critical +open +Held: sales\. 0 leads wait/)
    const { body } = await rig.get('/api/alerts?kind=held')
    const { id } = body.items[0]
    const done = await leadyard('alerts', 'acknowledge', id, '--note', 'known')
    expect(done).toMatchObject({ code: 0, out: 'Held: sales. 0 leads wait: acknowledged.\n' })
    expect((await rig.get(`/api/alerts/${id}`)).body.acknowledgement).toMatchObject({ by: 'anna', note: 'known' })
    expect((await leadyard('alerts', 'acknowledge', id, '--undo')).out).toContain(': open.')
    expect((await leadyard('channels', 'test', 'ops')).out).toBe('The message for ops was sent (accepted).\n')
  })
})

it('an alert that is over says so until it closes, and is no matter of the overview', async () => {
  await open(rig.ledger.db, 'sales')
  await rig.hub.look()
  const { body } = await rig.get('/api/alerts?kind=held')
  expect(body.items).toMatchObject([{ state: 'open', endedAt: expect.any(String), headline: 'Open again: sales' }])
  expect(body.items[0].text).toMatch(/The alert closes at .* if it stays over\.$/)
  expect((await leadyard('alerts')).out).toMatch(/critical +over +Open again: sales/)
})

describe('an operator’s own hold', () => {
  it('tells operators its reason, and viewers that there is one', async () => {
    expect((await rig.ask('PUT', '/api/destinations/other/hold', { reason: 'Jo moves house' })).status).toBe(200)
    await rig.hub.look()
    const seen = async (headers?: Record<string, string>) => {
      const { body } = await rig.ask('GET', '/api/alerts?subject=other', undefined, headers)
      return body.items[0]
    }
    expect((await seen()).text).toContain('holds other since')
    expect(await seen()).toMatchObject({ detail: { heldFor: 'Jo moves house' } })
    expect((await seen()).text).toContain(': Jo moves house')
    expect(JSON.stringify(await seen(viewer))).not.toContain('Jo moves')
    await rig.ask('DELETE', '/api/destinations/other/hold')
  })
})
