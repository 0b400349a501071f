/** The ledger is away for longer than a worker may be silent, and a far end takes longer still to answer. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { deadAfterMs } from '../../src/ledger/workers.ts'
import { backends } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { type Swallowing, startSwallowing } from './rig.ts'

let rig: Swallowing
afterEach(() => rig?.close())

const lookingUp = { settings: { repeat: 'doubles', finds: true }, delivery: { deadline: '120s' } }

describe.each(backends())('with the queue on %s', { timeout: 180_000 }, (backend) => {
  it('a single hub does not take itself for dead, and sends nothing twice', async () => {
    rig = await startSwallowing(backend, 'all', lookingUp)
    let answer = () => {}
    const answered = new Promise<void>((resolve) => (answer = resolve))
    rig.receiver.script.set('/', (posted) => ({ status: 201, body: `r-${posted.id}`, after: answered }))
    const { id } = await rig.send('slow@contoso.com')
    await eventually(() => expect(rig.receiver.asked).toHaveLength(1))
    rig.postgres.swallow()
    await eventually(async () => expect(await silentFor()).toBeGreaterThan(deadAfterMs), { timeout: 60_000 })
    rig.postgres.restore()
    const { beat_at: first } = await worker()
    // Long enough for the hub to recover deliveries of dead workers.
    await eventually(
      async () => expect((await worker()).beat_at.getTime() - first.getTime()).toBeGreaterThan(deadAfterMs + 15_000),
      { timeout: 90_000 },
    )
    answer()
    const delivery = await eventually(async () => {
      const found = await rig.ledger.db
        .selectFrom('deliveries')
        .selectAll()
        .where('lead_id', '=', id)
        .executeTakeFirstOrThrow()
      expect(found.state).toBe('delivered')
      return found
    })
    expect(delivery).toMatchObject({ attempts: 1, doubled: false, outcome: 'created' })
    expect(rig.receiver.asked).toHaveLength(1)
  })

  const worker = () => rig.ledger.db.selectFrom('workers').selectAll().executeTakeFirstOrThrow()

  async function silentFor(): Promise<number> {
    const { rows } = await sql<{ ms: number }>`
      select (extract(epoch from now() - beat_at) * 1000)::float8 as ms from workers`.execute(rig.ledger.db)
    return rows[0]?.ms ?? 0
  }
})
