import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { hold, open } from '../../../src/ledger/destinations.ts'
import { insertMessage } from '../../../src/ledger/notify/messages.ts'
import { backends } from '../../delivery/rig.ts'
import { eventually } from '../../setup/eventually.ts'
import { type Rig, type RigOptions, startRig } from '../rig.ts'

const trouble = { problem: 'post-wrong-key', code: 'WRONG_KEY', status: 401, message: 'refused' }
const destinations = { crm: { type: 'post', url: 'http://127.0.0.1:1', delivery: { allowNetworks: ['127.0.0.0/8'] } } }

let rig: Rig
afterEach(() => rig.close())
const start = async (options: RigOptions = {}) => (rig = await startRig({ destinations, ...options }))
const later = (ms: number) => new Date(Date.now() + ms)
const minute = 60_000

describe.each(backends())('with the queue on %s, a hub', (backend) => {
  test('tells at once that it holds a destination, with the cause, and tells the end', async () => {
    await start({ backend, channels: { ops: {}, pager: { type: 'pager' } } })
    await hold(rig.ledger.db, 'crm', trouble, { probeIn: 3_600_000 })
    await rig.hub.look()
    await eventually(() => expect(rig.reader.told('/ops')).toHaveLength(1))
    const [message] = rig.reader.told('/ops')
    expect(message?.subject).toBe('Held: crm. 0 leads wait')
    expect(message?.text).toContain('Documented as: “Invalid client secret is provided.”')
    expect(message?.text).toContain('1. Enter the right one.\n2. leadyard check crm')
    expect(message?.html).toContain('<table role="presentation"')
    await eventually(() => expect(rig.reader.told('/pager')[0]?.alerts[0]?.key).toBe('held:crm'))
    await open(rig.ledger.db, 'crm')
    await rig.hub.look()
    await rig.hub.look(later(6 * minute))
    await rig.hub.look(later(8 * minute))
    await eventually(() => expect(rig.reader.told('/ops')).toHaveLength(2))
    expect(rig.reader.told('/ops')[1]).toMatchObject({ subject: 'Open again: crm', inReplyTo: message?.id })
  })

  test('sends after its start what an earlier hub wrote and did not send', async () => {
    await start({ backend })
    await rig.hub.close()
    const at = new Date()
    await insertMessage(rig.ledger.db, { channel: 'ops', kind: 'report', subject: 'A', text: 'B', at })
    await rig.another()
    await eventually(() => expect(rig.reader.told('/ops').map(({ kind }) => kind)).toEqual(['report']))
  })
})

test('a channel that fails for 15 minutes is told by the others, and the hub is degraded, not away', async () => {
  await start({ channels: { mail: {}, ops: {} } })
  const ready = async () => {
    const reply = await fetch(`${rig.hub.url}/health/ready`)
    return { status: reply.status, body: await reply.json() }
  }
  expect(await ready()).toMatchObject({ status: 200, body: { status: 'ready' } })
  await sql`update channels set failing_since = now() - interval '16 minutes', code = 'ECONNREFUSED'
    where id = 'mail'`.execute(rig.ledger.db)
  await rig.hub.look()
  await eventually(() => expect(rig.reader.told('/ops')).toHaveLength(1))
  expect(rig.reader.told('/ops')[0]?.subject).toBe('Not told: messages for mail cannot be sent')
  expect(rig.reader.told('/mail')).toEqual([])
  expect(await ready()).toMatchObject({ status: 200, body: { status: 'degraded', channels: ['mail'] } })
  const { body } = await rig.ask('GET', '/api/overview')
  expect(body.alerts).toMatchObject([{ kind: 'channel', subject: 'mail', severity: 'critical' }])
})

test('a channel with a wrong key stands in the overview at once, and the others are told at the next look', async () => {
  await start({ channels: { mail: {}, ops: {} } })
  // It fails, and would be told after 15 minutes.
  rig.reader.answer('/mail', 503)
  await rig.ask('POST', '/api/channels/mail/tests')
  await eventually(async () => {
    const { body } = await rig.ask('GET', '/api/channels')
    expect(body.items[0]).toMatchObject({ id: 'mail', state: 'open', failure: { code: 'HTTP_503' } })
  })
  await rig.hub.look()
  rig.reader.answer('/mail', 401)
  await rig.ask('POST', '/api/channels/mail/tests')
  await eventually(async () => {
    const { body } = await rig.ask('GET', '/api/overview')
    expect(body).toMatchObject({ first: [{ kind: 'channel', channel: 'mail', code: 'HTTP_401' }], alerts: [] })
    expect(body.first[0].problem).toMatchObject({ id: 'notes-wrong-key' })
  })
  expect(await (await fetch(`${rig.hub.url}/health/ready`)).json()).toMatchObject({
    ...{ status: 'degraded', channels: ['mail'] },
  })
  await rig.hub.look()
  await eventually(() => expect(rig.reader.told('/ops').map(({ subject }) => subject)).toHaveLength(1))
  expect(rig.reader.told('/ops')[0]?.subject).toBe('Not told: messages for mail cannot be sent')
  // The same thing is not said twice.
  expect((await rig.ask('GET', '/api/overview')).body).toMatchObject({ first: [{ kind: 'channel' }], alerts: [] })
})

test('a refused configuration is told until one is accepted', async () => {
  await start({ alerts: { kinds: { config: { severity: 'critical' } } } })
  rig.hub.complain(['routes.2.to: no destination is named crm-ue (did you mean crm?)'])
  await rig.hub.look()
  await eventually(() => expect(rig.reader.told('/ops')[0]?.text).toContain('no destination is named crm-ue'))
  rig.hub.complain([])
  await rig.hub.look()
  await rig.hub.look(later(7 * minute))
  await eventually(() => expect(rig.reader.told('/ops')[1]?.subject).toBe('config.yaml is in force'))
})

test('without a channel, alerts are in the API, the overview and the metrics', async () => {
  await start({ channels: {} })
  await hold(rig.ledger.db, 'crm', trouble, { probeIn: 3_600_000 })
  await rig.hub.look()
  const { body } = await rig.ask('GET', '/api/alerts')
  expect(body.items).toMatchObject([{ key: 'held:crm', state: 'open', toldAt: null }])
  const metrics = await (await fetch(`${rig.hub.url}/metrics`)).text()
  expect(metrics).toContain('leadyard_alert{kind="held",subject="crm",severity="critical"} 1')
})

test('a hub that only takes leads in tells that no worker lives', async () => {
  await start({ role: 'ingest' })
  await sql`
    insert into deliveries (id, lead_id, destination, state)
    values (gen_random_uuid(), gen_random_uuid(), 'crm', 'queued')`.execute(rig.ledger.db)
  await eventually(() => expect(rig.reader.told('/ops')[0]?.subject).toBe('No worker: 1 lead waits'), {
    timeout: 50_000,
  })
}, 90_000)
