/** Acts tell what kind of thing they were done to, so that a page can lead there. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { audit } from '../../src/ledger/audit.ts'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Rig, startRig } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { a: {} } })
  await rig.ask('PUT', '/api/destinations/a/pause')
})
afterAll(() => rig.close())

const newest = async () => (await rig.get('/api/audit?limit=1')).body.items[0]

it('tells deliveries, leads, destinations and work on many apart', async () => {
  const [one] = await seed(rig.ledger.db, [{ destination: 'a', state: 'rejected', class: 'rejected' }])
  expect(await newest()).toMatchObject({ action: 'pause', kind: 'destination', subject: 'a' })
  await rig.ask('POST', `/api/leads/${one?.lead}/reveals`)
  expect(await newest()).toMatchObject({ action: 'reveal', kind: 'lead', subject: one?.lead })
  await rig.ask('POST', `/api/deliveries/${one?.delivery}/replays`)
  expect(await newest()).toMatchObject({ action: 'replay', kind: 'delivery', subject: one?.delivery })
  await rig.ask('POST', `/api/deliveries/${one?.delivery}/undos`)
  expect(await newest()).toMatchObject({ action: 'undo', kind: 'delivery', subject: one?.delivery })
  const { body: replay } = await act(rig, '/api/replays', { destination: ['a'] })
  expect(await newest()).toMatchObject({ action: 'replay-many', kind: 'replay', subject: replay.id })
  await rig.ask('POST', `/api/replays/${replay.id}/undos`, {})
  expect(await newest()).toMatchObject({ action: 'undo', kind: 'replay', subject: replay.id })
  await eventually(async () => expect((await rig.get(`/api/replays/${replay.id}`)).body.undo.state).toBe('done'))
  await act(rig, '/api/cancellations', { destination: ['a'] })
  expect(await newest()).toMatchObject({ action: 'cancel-many', kind: 'many' })
})

it('tells the stop of a look-up from that of a replay, and an erasure from the retention of a source', async () => {
  const { db } = rig.ledger
  const [id, lease_until] = [uuid(), new Date(Date.now() + 3_600_000)]
  await db
    .insertInto('lookups')
    .values({ id, actor: 'bob', filter: '{}', as_of: new Date(), total: 1, lease_until })
    .execute()
  await rig.ask('POST', `/api/lookups/${id}/stops`)
  expect(await newest()).toMatchObject({ action: 'stop', kind: 'look-up', subject: id })
  await audit(db, { actor: 'retention', action: 'erase', subject: 'web', detail: { leads: 3 } })
  expect(await newest()).toMatchObject({ kind: 'source', subject: 'web' })
  const { body } = await rig.ask('POST', '/api/erasures', { email: 'nobody@contoso.com', farEnds: false })
  expect(await newest()).toMatchObject({ action: 'erase', kind: 'erasure', subject: body.id })
  await sql`insert into audit (actor, action, subject, detail) values ('x', 'of an older version', 'y', '{}')`.execute(
    db,
  )
  expect(await newest()).toMatchObject({ kind: null })
})
