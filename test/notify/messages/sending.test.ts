import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { insertMessage } from '../../../src/ledger/notify/messages.ts'
import { backends } from '../../delivery/rig.ts'
import { eventually } from '../../setup/eventually.ts'
import { type Rig, startRig } from '../rig.ts'

const text = { subject: 'A subject', text: 'A text', at: new Date('2026-11-29T10:00:00Z') }

describe.each(backends())('with the queue on %s, a message', (backend) => {
  let rig: Rig
  beforeEach(async () => {
    rig = await startRig({ backend, channels: { ops: {}, other: {} } })
  })
  afterEach(() => rig.close())

  const write = (channel = 'ops', more: object = {}) =>
    insertMessage(rig.ledger.db, { channel, kind: 'alert', ...text, ...more })
  const row = (id: string) =>
    rig.ledger.db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const ring = (hub = rig.hub) => hub.tell()

  test('is sent once, with its receipt', async () => {
    const id = await write()
    await ring()
    await eventually(async () => expect(await row(id)).toMatchObject({ state: 'sent', attempts: 1 }))
    expect(rig.reader.notes('/ops')).toMatchObject([{ id, kind: 'alert', subject: 'A subject', alerts: [] }])
    expect((await row(id)).receipt).toMatchObject({ outcome: 'accepted', reference: id })
  })

  test('keeps the words of the far end beside ours, unless they may repeat words of leads', async () => {
    rig.reader.answer('/ops', 503)
    const [ours, people] = [await write(), await write('ops', { kind: 'contact' })]
    await ring()
    await eventually(async () => expect([(await row(ours)).status, (await row(people)).status]).toEqual([503, 503]))
    expect((await row(ours)).error).toBe('The reader answered 503. It said: “Reader: 503, says A subject”')
    expect((await row(people)).error).toBe('The reader answered 503')
  })

  test('that a person sends as a test is tried once, also while its channel is held', async () => {
    rig.reader.answer('/ops', 401)
    const held = await write()
    await ring()
    await eventually(async () => expect((await row(held)).state).toBe('held'))
    rig.reader.answer('/ops', 503)
    const failed = await write('ops', { kind: 'test' })
    await ring()
    await eventually(async () =>
      expect(await row(failed)).toMatchObject({ state: 'exhausted', status: 503, attempts: 1 }),
    )
    rig.reader.answer('/ops', 200)
    const passed = await write('ops', { kind: 'test' })
    await ring()
    await eventually(async () => expect((await row(passed)).state).toBe('sent'))
    // The channel works, so what waited follows.
    await eventually(async () => expect((await row(held)).state).toBe('sent'))
    expect(rig.reader.notes('/ops').map(({ id }) => id)).toEqual([passed, held])
  })

  test('is sent by the worker that the queue wakes, when the process that wrote it sends none', async () => {
    const front = await rig.another({ backend, role: 'ingest', channels: { ops: {}, other: {} } })
    const id = await write()
    await ring(front)
    await eventually(async () => expect((await row(id)).state).toBe('sent'))
  })

  test('is repeated under the same id after a failure, and its channel fails meanwhile', async () => {
    rig.reader.answer('/ops', 503)
    const id = await write()
    await ring()
    await eventually(() => expect(rig.reader.asked('/ops')).toBeGreaterThan(1))
    const failing = await rig.ledger.db.selectFrom('channels').selectAll().where('id', '=', 'ops').executeTakeFirst()
    expect(failing?.failing_since).toBeInstanceOf(Date)
    rig.reader.answer('/ops', 200)
    await eventually(async () => expect((await row(id)).state).toBe('sent'))
    expect(rig.reader.notes('/ops').map((note) => note.id)).toEqual([id])
    const works = await rig.ledger.db.selectFrom('channels').selectAll().where('id', '=', 'ops').executeTakeFirst()
    expect(works).toMatchObject({ failing_since: null, code: '' })
  })

  test('that may have arrived is sent again under the same id', async () => {
    rig.reader.answer('/ops', 'break')
    const id = await write()
    await ring()
    await eventually(() => expect(rig.reader.asked('/ops')).toBeGreaterThan(1))
    rig.reader.answer('/ops', 200)
    await eventually(async () => expect((await row(id)).state).toBe('sent'))
    expect(rig.reader.told('/ops').map((note) => note.id)).toEqual([id])
  })

  test('waits at a held channel until its settings are right; other channels go on', async () => {
    rig.reader.answer('/ops', 401)
    const first = await write()
    await ring()
    await eventually(async () => expect((await row(first)).state).toBe('held'))
    const second = await write()
    expect((await row(second)).state).toBe('held')
    const elsewhere = await write('other')
    await ring()
    await eventually(async () => expect((await row(elsewhere)).state).toBe('sent'))
    expect(rig.reader.asked('/ops')).toBe(1)
    rig.reader.answer('/ops', 200)
    await rig.hub.reload(
      rig.configure({ channels: { ops: { key: '${env:RIGHT}', url: `${rig.reader.url}/new` }, other: {} } }),
    )
    await eventually(async () => expect((await row(second)).state).toBe('sent'))
    expect(rig.reader.notes('/new').map((note) => note.id)).toEqual([first, second])
  })

  test('that the far end refuses is given up', async () => {
    rig.reader.answer('/ops', 422)
    const id = await write()
    await ring()
    await eventually(async () => expect(await row(id)).toMatchObject({ state: 'exhausted', code: 'HTTP_422' }))
    expect(rig.reader.asked('/ops')).toBe(1)
  })

  test('about alerts keeps the order of its channel; a digest does not wait for it', async () => {
    rig.reader.answer('/ops', 503)
    const opened = await write('ops', { kind: 'alert' })
    const closed = await write('ops', { kind: 'alert' })
    await ring()
    await eventually(async () => expect((await row(opened)).attempts).toBeGreaterThan(1))
    expect((await row(closed)).attempts).toBe(0)
    const digest = await write('ops', { kind: 'digest' })
    await ring()
    await eventually(async () => expect((await row(digest)).attempts).toBeGreaterThan(0))
    rig.reader.answer('/ops', 200)
    await eventually(async () => expect((await row(closed)).state).toBe('sent'))
    const alerts = rig.reader.notes('/ops').filter(({ kind }) => kind === 'alert')
    expect(alerts.map((note) => note.id)).toEqual([opened, closed])
  })
})
