/** A hub that is killed in the middle of a send: nothing is lost, and the far end can tell that it is the same message. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends } from '../../delivery/rig.ts'
import { type HubProcess, openPlace, type Place } from '../../e2e/process.ts'
import { freshDatabase, freshRedis } from '../../setup/database.ts'
import { eventually } from '../../setup/eventually.ts'
import { type Reader, startReader } from '../notes.ts'

let place: Place
let reader: Reader
let hub: HubProcess | undefined

beforeEach(async () => {
  place = await openPlace()
  reader = await startReader()
  await place.configure({
    ...{ listen: { port: 0 }, sources: {}, destinations: {} },
    channels: {
      ops: { type: 'webhook', url: '${env:HOOK}', sending: { deadline: '1s', allowNetworks: ['127.0.0.0/8'] } },
    },
  })
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  await reader.close()
  await place.remove()
})

describe.each(backends())('with the queue on %s', { timeout: 180_000 }, (backend) => {
  test('a message that was under way at a kill -9 is sent again under its id, and the later one follows', async () => {
    const database = await freshDatabase()
    const redis = backend === 'redis' ? await freshRedis() : undefined
    const env = { HOOK: `${reader.url}/ops`, DATABASE_URL: database.url, ...(redis ? { REDIS_URL: redis.url } : {}) }
    hub = await place.start(env)
    const write = async () => {
      const headers = place.localToken()
      const reply = await fetch(`${hub!.url}/api/channels/ops/tests`, { method: 'POST', headers })
      return ((await reply.json()) as { id: string }).id
    }
    reader.answer('/ops', 'hang')
    const first = await write()
    await eventually(() => expect(reader.asked('/ops')).toBe(1))
    await hub.kill('SIGKILL')
    reader.answer('/ops', 200)
    hub = await place.start(env)
    const second = await write()
    await eventually(() => expect(reader.told('/ops').map(({ id }) => id)).toEqual([first, second]), {
      timeout: 90_000,
    })
    await eventually(() => expect(reader.notes('/ops').filter(({ id }) => id === first)).toHaveLength(2), {
      timeout: 90_000,
    })
    const states = async () => {
      const reply = await fetch(`${hub!.url}/api/messages`, { headers: place.localToken() })
      return ((await reply.json()) as { items: { state: string }[] }).items.map(({ state }) => state)
    }
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent']))
    await hub.kill('SIGTERM')
    await database.drop()
  })
})
