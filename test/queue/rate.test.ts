/** `delivery.rate` counts deliveries: rings that find nothing due must not use it up. */
import { afterEach, describe, expect, it } from 'vitest'
import { backends, destination, type Rig, startRig } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'

let rig: Rig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

const rate = { max: 3, per: '3s' }
/** Enough for a few windows of the rate; one ring for each of thirty leads would take thirty seconds. */
const soon = { timeout: 15_000 }

/** Thirty leads are due at `/a`, and three requests were made. */
async function withThirtyLeads(backend: 'postgres' | 'redis', delivery: object = {}, status = 201) {
  const here = await startRig(backend, (url) => ({
    a: destination(`${url}/a`, {}, { rate, concurrency: 3, ...delivery }),
  }))
  rig = here
  const times: number[] = []
  const far = { status }
  here.receiver.script.set('/a', () => {
    times.push(Date.now())
    return { status: far.status, body: 'r' }
  })
  const leads = await Promise.all(Array.from({ length: 30 }, (_, n) => here.send(`n${n}@contoso.com`)))
  await eventually(async () => {
    for (const lead of leads) expect(await here.delivery(lead)).toBeDefined()
  })
  await eventually(() => expect(times.length).toBeGreaterThanOrEqual(3), soon)
  return { here, times, far }
}

describe.each(backends())('with a rate and the queue on %s', { timeout: 60_000 }, (backend) => {
  it('leads go on at once after pauses, and the rate is kept over all', async () => {
    const { here, times } = await withThirtyLeads(backend)
    for (let n = 0; n < 3; n++) {
      await here.act('PUT', '/api/destinations/a/pause')
      await here.act('DELETE', '/api/destinations/a/pause')
    }
    const before = times.length
    await eventually(() => expect(times.length).toBeGreaterThanOrEqual(before + 4), soon)
    // Two windows may meet within the time of one, never three; the limit here leaves room for a slow machine.
    for (const [at, time] of times.entries()) {
      const later = times[at + 2 * rate.max]
      if (later) expect(later - time).toBeGreaterThan(2_000)
    }
  })

  it('the probe of a resting destination goes before its waiting leads', async () => {
    const { here, far } = await withThirtyLeads(backend, {}, 503)
    await eventually(async () => expect(await here.stateOf('a')).toBe('resting'), soon)
    far.status = 201
    await eventually(async () => expect(await here.stateOf('a')).toBe('open'), soon)
    await eventually(() => expect(here.receiver.taken('/a').length).toBeGreaterThan(1), soon)
  })

  it('a reload that gives a rate to a destination with waiting leads keeps the rate from then on', async () => {
    const here = await startRig(backend, (url) => ({ a: destination(`${url}/a`, {}, { concurrency: 2 }) }))
    rig = here
    let times: number[] = []
    let slow = Promise.withResolvers<void>()
    here.receiver.script.set('/a', () => {
      times.push(Date.now())
      return { status: 201, body: 'r', after: slow.promise }
    })
    const leads = await Promise.all(Array.from({ length: 20 }, (_, n) => here.send(`n${n}@contoso.com`)))
    await eventually(async () => {
      for (const lead of leads) expect(await here.delivery(lead)).toBeDefined()
    })
    await eventually(() => expect(times).toHaveLength(2))
    const at = (max: number, per: string) =>
      here.configure({ a: destination(`${here.receiver.url}/a`, {}, { concurrency: 2, rate: { max, per } }) })
    await here.hub.reload(at(1, '1h'))
    slow.resolve()
    slow = Promise.withResolvers()
    slow.resolve()
    await eventually(() => expect(times).toHaveLength(3), soon)
    // Another rate begins at once, whatever the rate before allowed.
    times = []
    await here.hub.reload(at(2, '1h'))
    await eventually(() => expect(times).toHaveLength(2), soon)
    await here.hub.reload(at(100, '1s'))
    await eventually(async () => {
      for (const lead of leads) expect((await here.delivery(lead))?.state).toBe('delivered')
    }, soon)
    expect(here.receiver.taken('/a')).toHaveLength(20)
  })
})
