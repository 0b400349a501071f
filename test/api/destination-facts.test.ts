import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  const tells = { settings: { tells: true } }
  rig = await startRig({ destinations: { crm: tells, other: tells, broken: tells, silent: {} } })
})
afterAll(() => rig.close())

const viewer = { authorization: `Bearer ${tokens.viewer}` }
const get = (path: string) => rig.ask('GET', `/api/destinations/${path}`, undefined, viewer)

/** Counts the questions to a destination, which are answered with this status. */
function counted(destination: string, status = 200): () => number {
  let asked = 0
  rig.crm.script.set(`/${destination}`, () => {
    asked++
    return status === 200 ? undefined : { status }
  })
  return () => asked
}

describe('the fields of a destination', () => {
  it('are those that the far end tells, with what the mapping fills', async () => {
    const { status, body } = await get('crm/fields')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      tells: true,
      items: [
        { name: 'Email', label: 'E-mail', maxLength: 80, required: true, writable: true, mapped: true },
        { name: 'region', label: null, maxLength: null, required: false, writable: true, mapped: false },
      ],
    })
  })

  it('are asked for once in five minutes, however many look', async () => {
    const asked = counted('other')
    const answers = await Promise.all(Array.from({ length: 5 }, () => get('other/fields')))
    expect(new Set(answers.map(({ body }) => body.asOf)).size).toBe(1)
    await get('other/fields')
    expect(asked()).toBe(1)
    await get('other/usage')
    expect(asked()).toBe(2)
  })

  it('that the far end refuses to tell are a clear problem, and it is not asked again at once', async () => {
    const asked = counted('broken', 401)
    const { status, body } = await get('broken/fields')
    expect(status).toBe(502)
    expect(body.detail).toMatch(/^The far end of broken does not tell: /)
    expect(body.trouble).toMatchObject({ status: 401 })
    expect((await get('broken/fields')).status).toBe(502)
    expect(asked()).toBe(1)
  })

  it('of a connector that cannot tell are unknown, not none', async () => {
    expect((await get('silent/fields')).body).toEqual({ tells: false, asOf: null, items: [] })
    expect((await get('silent/usage')).body).toEqual({ tells: false, asOf: null, items: [] })
  })

  it('of an unknown destination are not found', async () => {
    expect((await get('none/fields')).status).toBe(404)
  })
})

it('the usage of a destination tells what is used and left', async () => {
  const [quota] = (await get('crm/usage')).body.items
  expect(quota).toEqual({ quota: 'calls a day', used: 60, limit: 50, left: 0, at: '2026-06-01T00:00:00.000Z' })
})
