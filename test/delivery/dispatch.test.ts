import { afterEach, describe, expect, it } from 'vitest'
import { delivery, type MadeDelivery, routedLeads } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import { openHanging } from './hanging.ts'
import { backends, destination, type Rig, startRig } from './rig.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const open = (policy: object, more: { ids?: string[] } = {}) => openHanging(closing, policy, more)

const leadsOf = (made: readonly MadeDelivery[]) => made.map(({ leadId }) => leadId)

describe('a dispatch', () => {
  it('attempts due leads at once, the oldest first, and never more than the concurrency', async () => {
    const { ledger, serve, attempted, answer, full } = await open({ concurrency: 3 })
    const made = await routedLeads(ledger.db, 8, ['crm'])
    serve()
    await eventually(() => expect(attempted).toEqual(leadsOf(made.slice(0, 3))))
    expect(full).toContain('crm')
    for (const { id } of made.slice(3)) expect((await delivery(ledger.db, id)).state).toBe('queued')
    for (let n = 6; n <= 9; n += 3) {
      answer()
      await eventually(() => expect(attempted).toEqual(leadsOf(made.slice(0, n))))
    }
  })

  it('claims nothing without a ring, and everything that is due after a ring', async () => {
    const { ledger, dispatch, serve, attempted, answer } = await open({ concurrency: 9 })
    await routedLeads(ledger.db, 0, ['crm'])
    serve()
    const [one] = await routedLeads(ledger.db, 1, ['crm'])
    expect(dispatch.ring('elsewhere')).toBe(false)
    expect(dispatch.ring('crm')).toBe(true)
    await eventually(() => expect(attempted).toEqual([one!.leadId]))
    const more = await routedLeads(ledger.db, 2, ['crm'])
    dispatch.ring('crm')
    await eventually(() => expect(attempted).toEqual([one!.leadId, ...leadsOf(more)]))
    answer()
  })

  it('notices a ring during a claim', async () => {
    const { ledger, dispatch, serve, attempted } = await open({ concurrency: 200 })
    await routedLeads(ledger.db, 0, ['crm'])
    serve()
    const made: MadeDelivery[] = []
    for (let n = 0; n < 40; n++) {
      made.push(...(await routedLeads(ledger.db, 1, ['crm'])))
      dispatch.ring('crm')
    }
    await eventually(() => expect(attempted).toEqual(leadsOf(made)))
  })

  it('claims one delivery for each that the rate allows', async () => {
    const { ledger, dispatch, serve, attempted } = await open({ concurrency: 5, rate: { max: 9, per: '1s' } })
    const made = await routedLeads(ledger.db, 3, ['crm'])
    serve()
    expect(dispatch.ring('crm')).toBe(false)
    expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed')
    expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed')
    await eventually(() => expect(attempted).toEqual(leadsOf(made.slice(0, 2))))
    expect(await Promise.all([1, 2].map(() => dispatch.claimOne('crm', 5_000)))).toEqual(['claimed', 'nothing due'])
  })

  it('gives back what a claim took that was committed only after it was given up', async () => {
    const { ledger, dispatch, serve, attempted, answer, far, context, outages } = await open({ concurrency: 5 })
    await routedLeads(ledger.db, 0, ['crm'])
    serve()
    const real = far.claim
    let late: (() => Promise<unknown>) | undefined
    let repeated = 0
    far.claim = async (rooms) => {
      far.claim = async (again) => {
        const claims = await real(again)
        repeated++
        return claims
      }
      late = () => real(rooms)
      throw new Error('no answer')
    }
    dispatch.ring('crm')
    // By then what is unknown was given back once.
    await eventually(() => expect(repeated).toBe(1))
    expect(outages).toHaveLength(1)
    const [one] = await routedLeads(ledger.db, 1, ['crm'])
    await late?.()
    expect(await delivery(ledger.db, one!.id)).toMatchObject({ state: 'sending', worker: context.worker })
    await eventually(() => expect(attempted).toEqual([one!.leadId]))
    answer()
  })

  it('with a rate waits for room only for the given time, so that another worker can take the ring', async () => {
    const { ledger, dispatch, serve, attempted, answer } = await open({ concurrency: 1, rate: { max: 9, per: '1s' } })
    await routedLeads(ledger.db, 2, ['crm'])
    serve()
    expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed')
    await eventually(() => expect(attempted).toHaveLength(1))
    expect(await dispatch.claimOne('crm', 30)).toBe('no room')
    answer()
    await eventually(async () => expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed'))
    expect(attempted).toHaveLength(2)
    const waiting = dispatch.claimOne('crm', 60_000)
    void dispatch.close()
    expect(await waiting).toBe('no room')
  })

  it('claims at a new rate from the reload on, whatever is due', async () => {
    const { ledger, dispatch, serve, attempted, answer, reload } = await open({ concurrency: 2 })
    await routedLeads(ledger.db, 20, ['crm'])
    serve()
    await eventually(() => expect(attempted).toHaveLength(2))
    reload({ concurrency: 2, rate: { max: 1, per: '1h' } })
    answer()
    expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed')
    await eventually(() => expect(attempted).toHaveLength(3))
    answer()
    expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed')
    await eventually(() => expect(attempted).toHaveLength(4))
  })

  it('with `concurrency: 1` makes the next attempt after the last attempt is recorded', async () => {
    const { ledger, serve, attempted, answer } = await open({ concurrency: 1 })
    const made = await routedLeads(ledger.db, 2, ['crm'])
    serve()
    await eventually(() => expect(attempted).toHaveLength(1))
    answer()
    await eventually(() => expect(attempted).toHaveLength(2))
    expect(await delivery(ledger.db, made[0]!.id)).toMatchObject({ state: 'delivered' })
  })

  it('counts the attempts under way at a destination that left and came back', async () => {
    const { ledger, dispatch, serve, attempted, answer } = await open({ concurrency: 2 })
    const made = await routedLeads(ledger.db, 4, ['crm'])
    serve()
    await eventually(() => expect(attempted).toHaveLength(2))
    dispatch.serve(new Map())
    expect(dispatch.ring('crm')).toBe(false)
    serve()
    answer()
    await eventually(() => expect(attempted).toEqual(leadsOf(made)))
  })

  it('counts what is being recorded at a destination that left and came back', async () => {
    const { ledger, dispatch, serve, attempted, answer, context } = await open({ concurrency: 2 })
    const made = await routedLeads(ledger.db, 6, ['crm'])
    const real = context.settle
    const recorded = Promise.withResolvers<void>()
    let recording = 0
    context.settle = async (settlement) => {
      recording++
      await recorded.promise
      return real(settlement)
    }
    serve()
    for (const count of [2, 4]) {
      await eventually(() => expect(attempted).toHaveLength(count))
      answer()
    }
    await eventually(() => expect(recording).toBe(4))
    expect(dispatch.hasRoom('crm')).toBe(false)
    dispatch.serve(new Map())
    serve()
    expect(dispatch.hasRoom('crm')).toBe(false)
    recorded.resolve()
    await eventually(() => expect(attempted).toEqual(leadsOf(made)))
  })

  it('claims nothing more after `close`, and waits for its attempts', async () => {
    const { ledger, dispatch, serve, attempted, answer } = await open({ concurrency: 1 })
    const made = await routedLeads(ledger.db, 2, ['crm'])
    serve()
    await eventually(() => expect(attempted).toHaveLength(1))
    let over = false
    const closed = dispatch.close().then(() => (over = true))
    expect(dispatch.ring('crm')).toBe(false)
    expect(over).toBe(false)
    answer()
    await closed
    expect(await delivery(ledger.db, made[0]!.id)).toMatchObject({ state: 'delivered' })
    expect(await delivery(ledger.db, made[1]!.id)).toMatchObject({ state: 'queued' })
  })
})

describe.each(backends())('with the queue on %s', (backend) => {
  async function start(...given: Parameters<typeof startRig>): Promise<Rig> {
    const rig = await startRig(...given)
    closing.push(() => rig.close())
    return rig
  }

  it('a stop begins no attempt, and the next start delivers each lead once', async () => {
    const here = await start(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 2, deadline: '60s', rest: { after: 0 } }),
    }))
    here.receiver.script.set('/a', () => ({ status: 0, hang: true }))
    const leads = await Promise.all(Array.from({ length: 20 }, (_, n) => here.send(`lead${n}@contoso.com`)))
    await eventually(() => expect(here.receiver.asked).toHaveLength(2))
    await eventually(async () => {
      for (const lead of leads) expect(await here.delivery(lead)).toBeDefined()
    })
    await here.hub.close()
    expect(here.receiver.asked).toHaveLength(2)
    const left = await Promise.all(leads.map((lead) => here.delivery(lead)))
    expect(left.map((one) => [one?.state, one?.generation]).sort()).toEqual([
      ...Array.from({ length: 18 }, () => ['queued', 0]),
      ...Array.from({ length: 2 }, () => ['queued', 1]),
    ])
    here.receiver.script.delete('/a')
    await here.restart()
    await eventually(async () => {
      for (const lead of leads) expect((await here.delivery(lead))?.state).toBe('delivered')
    })
    expect(new Set(here.receiver.taken('/a').map(({ id }) => id)).size).toBe(20)
    expect(here.receiver.taken('/a')).toHaveLength(20)
  })

  it('a destination with `concurrency: 1` gets one request while its settings are wrong', async () => {
    const here = await start(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 1, hold: { first: '1h', most: '1h' } }),
    }))
    here.receiver.script.set('/a', () => ({ status: 401 }))
    const leads = await Promise.all(Array.from({ length: 8 }, (_, n) => here.send(`lead${n}@contoso.com`)))
    await eventually(async () => expect(await here.stateOf('a')).toBe('held'))
    await eventually(async () => {
      for (const lead of leads) expect((await here.delivery(lead))?.state).toBe('held')
    })
    expect(here.receiver.asked).toHaveLength(1)
  })
})
