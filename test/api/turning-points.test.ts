import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig } from './rig.ts'

const options = { destinations: { shop: {}, crm: {} } }
let rig: Rig
beforeAll(async () => {
  rig = await startRig(options)
})
afterAll(() => rig?.close())

const pointOf = async (id: string) => (await rig.get(`/api/destinations/${id}/turning-point`)).body

it('knows none before the first receipt', async () => {
  expect(await pointOf('crm')).toEqual({ lastDelivered: null, firstFailed: null })
  expect((await rig.get('/api/destinations/nowhere/turning-point')).status).toBe(404)
})

it('tells the last good attempt and the first failed one, each with its configuration', async () => {
  const before = rig.configure(options).version
  await rig.until(await rig.send('one@contoso.com'), 'crm', 'delivered')
  expect(await pointOf('crm')).toMatchObject({ lastDelivered: { configVersion: before }, firstFailed: null })

  const changed = rig.configure({ destinations: { shop: {}, crm: { settings: { token: '${env:KEY}' } } } })
  await rig.hub.reload(changed)
  rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
  await rig.until(await rig.send('two@contoso.com'), 'crm', 'held')
  const { lastDelivered, firstFailed } = await pointOf('crm')
  expect([lastDelivered.configVersion, firstFailed.configVersion]).toEqual([before, changed.version])
  expect(Date.parse(lastDelivered.at)).toBeLessThan(Date.parse(firstFailed.at))
})

it('counts what attempts took, with secrets that end', async () => {
  const { body } = await rig.get('/api/destinations')
  const of = (id: string) => body.items.find((one: { id: string }) => one.id === id)
  expect(of('shop').pace).toMatchObject({ attempts: 2, failed: 0, p95: expect.any(Number) })
  expect(of('crm').pace).toMatchObject({ attempts: 2, failed: 1 })
  expect(of('crm').delivered).toEqual({ day: 1, week: 1 })
  expect(of('crm')).toMatchObject({ tellsUsage: false, expiries: [{ setting: 'token' }] })
})
