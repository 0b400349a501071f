import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig } from './rig.ts'
import { seed } from './seed.ts'

const names = Array.from({ length: 20 }, (_, n) => `d${n}`)
let rig: Rig
let a: string
let used = 0
beforeAll(async () => {
  rig = await startRig({
    destinations: Object.fromEntries(
      [...names, 'finds'].map((name) => [name, { settings: { finds: name === 'finds' } }]),
    ),
  })
})
beforeEach(async () => {
  a = names[used++] ?? ''
  await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
})
afterAll(() => rig.close())

const states = async () => {
  const { body } = await rig.get(`/api/deliveries?destination=${a}&limit=500`)
  return body.items.map(({ state }: { state: string }) => state).sort()
}
const of = (...wanted: string[]) =>
  seed(
    rig.ledger.db,
    wanted.map((state) => ({ destination: a, state })),
  )

describe.each(['/api/replays', '/api/cancellations'])('%s', (path) => {
  const ask = (more: object) => rig.ask('POST', path, { destination: [a], state: ['rejected'], ...more })

  it('needs the figures of a preview, and tells how to get them', async () => {
    await of('rejected')
    for (const more of [{}, { expected: 1 }, { asOf: new Date().toISOString() }]) {
      const { status, body } = await ask(more)
      expect([status, body.detail]).toEqual([400, expect.stringContaining('dryRun: true')])
    }
    expect(await states()).toEqual(['rejected'])
  })

  it('is refused with the figures of today when a delivery that was shown has moved on', async () => {
    const [gone] = await of('rejected', 'rejected')
    const { body: shown } = await ask({ dryRun: true })
    expect(shown.total).toBe(2)
    await rig.ask('POST', `/api/deliveries/${gone?.delivery}/cancellations`)
    await of('rejected', 'rejected')
    const { status, body } = await ask({ expected: shown.total, asOf: shown.asOf })
    expect(status).toBe(409)
    expect(body).toMatchObject({ expected: 2, figures: { total: 3, taken: [{ destination: a, count: 3 }] } })
    expect(await states()).toEqual(['cancelled', 'rejected', 'rejected', 'rejected'])
    // The refusal is a preview, too.
    expect((await ask({ expected: 3, asOf: body.figures.asOf })).status).toBeLessThan(300)
  })

  it('leaves alone what came into the filter after the preview', async () => {
    await of('rejected')
    const { body: shown } = await ask({ dryRun: true })
    await of('rejected')
    expect((await ask({ expected: 1, asOf: shown.asOf })).status).toBeLessThan(300)
    await eventually(async () => expect(await states()).toHaveLength(2))
    await eventually(async () =>
      expect((await states()).filter((state: string) => state === 'rejected')).toHaveLength(1),
    )
  })

  it('shows no change whose transaction ends after the preview, so the act does not meet it', async () => {
    const [one] = await of('held', 'rejected')
    const begun = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const failing = rig.ledger.db.transaction().execute(async (tx) => {
      await sql`
        update deliveries set state = 'rejected', changed_at = now() where id = ${one?.delivery}`.execute(tx)
      begun.resolve()
      await mayEnd.promise
    })
    await begun.promise
    const { body: shown } = await ask({ dryRun: true })
    expect(shown.total).toBe(1)
    mayEnd.resolve()
    await failing
    expect((await ask({ expected: 1, asOf: shown.asOf })).status).toBeLessThan(300)
    await eventually(async () =>
      expect((await states()).filter((state: string) => state === 'rejected')).toHaveLength(1),
    )
    const { body } = await rig.get(`/api/deliveries/${one?.delivery}`)
    expect(body.state).toBe('rejected')
  })
})
