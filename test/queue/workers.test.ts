import { afterEach, describe, expect, it } from 'vitest'
import { backends, destination, type Rig, startRig } from '../delivery/rig.ts'
import { change } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'

let rig: Rig | undefined
let answer: PromiseWithResolvers<void>
afterEach(async () => {
  answer.resolve()
  await rig?.close()
  rig = undefined
})

describe.each(backends())('a reload while a far end takes its time, with the queue on %s', (backend) => {
  it('does not wait for it: the new configuration works at once, with its `concurrency`', async () => {
    const here = await startRig(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 1, deadline: '60s' }),
    }))
    rig = here
    answer = Promise.withResolvers()
    here.receiver.script.set('/a', () => ({ status: 201, after: answer.promise }))
    const first = await here.send('first@contoso.com')
    await eventually(() => expect(here.receiver.asked).toHaveLength(1))

    const { url } = here.receiver
    const next = (concurrency: number) =>
      here.configure({ a: destination(`${url}/a`, {}, { concurrency, deadline: '60s' }), c: destination(`${url}/c`) })
    const asked = () => here.receiver.asked.filter(({ path }) => path === '/a').length
    await here.hub.reload(next(3))
    await here.hub.reload(next(2))
    const second = await here.send('second@contoso.com')
    await eventually(() => expect(asked()).toBe(2))
    // The attempts under way count, so a third attempt would exceed the `concurrency`.
    const third = await here.send('third@contoso.com')
    await eventually(async () => expect((await here.delivery(third, 'c'))?.state).toBe('delivered'))
    expect(asked()).toBe(2)
    expect((await here.delivery(third))?.state).toBe('queued')

    answer.resolve()
    for (const lead of [first, second, third])
      await eventually(async () => expect((await here.delivery(lead))?.state).toBe('delivered'))
  })

  it('a destination that left and came back meanwhile is served again', async () => {
    const here = await startRig(backend, (url) => ({
      a: destination(`${url}/a`, {}, { deadline: '60s' }),
      b: destination(`${url}/b`),
    }))
    rig = here
    answer = Promise.withResolvers()
    here.receiver.script.set('/a', () => ({ status: 201, after: answer.promise }))
    await here.send('first@contoso.com')
    await eventually(() => expect(here.receiver.asked.map(({ path }) => path)).toContain('/a'))
    const before = here.hub.config()
    await here.hub.reload(here.configure({ b: destination(`${here.receiver.url}/b`) }))
    await here.hub.reload(before)
    answer.resolve()
    const second = await here.send('second@contoso.com')
    await eventually(async () => expect((await here.delivery(second))?.state).toBe('delivered'))
  })
})

describe.each(backends())('a worker whose attempts take their time, with the queue on %s', (backend) => {
  it('has another worker attempt the leads for which it has no room', async () => {
    const here = await startRig(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 1, deadline: '60s' }),
    }))
    rig = here
    answer = Promise.withResolvers()
    here.receiver.script.set('/a', () => ({ status: 201, after: answer.promise }))
    await here.join()
    await here.send('first@contoso.com')
    await eventually(() => expect(here.receiver.asked).toHaveLength(1))
    const second = await here.send('second@contoso.com')
    await eventually(async () => expect((await here.delivery(second))?.state).toBe('queued'))
    const { id } = (await here.delivery(second))!
    let count = 0
    // A worker knows of the other after its next heartbeat.
    await eventually(
      async () => {
        // Too young for the reconciler.
        await change(here.ledger.db, 'deliveries', id, { queued_at: new Date() })
        await here.send(`next${++count}@contoso.com`)
        expect(here.receiver.asked).toHaveLength(2)
      },
      { timeout: 30_000 },
    )
  })
})
