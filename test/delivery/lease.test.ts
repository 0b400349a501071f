import { describe, expect, it } from 'vitest'
import { leaseMs, type Moment, openLease } from '../../src/delivery/lease.ts'

const running = new AbortController().signal

function start() {
  const at: Moment = { steady: 1_000, wall: 5_000_000 }
  const lease = openLease(() => ({ ...at }))
  return {
    lease,
    pass(steady: number, wall = steady) {
      at.steady += steady
      at.wall += wall
    },
    beat: (known = true) => lease.renew({ ...at }, { known, others: false }),
  }
}

describe('the lease of a worker', () => {
  it('is held from the first heartbeat on, as long as the heartbeats go on', () => {
    const { lease, beat, pass } = start()
    expect(lease.isHeld()).toBe(false)
    beat(false)
    const mayLeave = lease.claiming()
    for (let n = 0; n < 10; n++) {
      pass(leaseMs / 2)
      beat()
    }
    expect([mayLeave(), lease.isHeld(), lease.heldFor()]).toEqual([true, true, 5 * leaseMs])
  })

  it('counts from the moment the heartbeat was sent, not from its answer', () => {
    const { lease, pass } = start()
    const asked = { steady: 1_000, wall: 5_000_000 }
    pass(leaseMs - 1)
    lease.renew(asked, { known: true, others: false })
    expect(lease.isHeld()).toBe(true)
    pass(1)
    expect(lease.isHeld()).toBe(false)
  })

  it.each([
    ['the process stood still', leaseMs, leaseMs],
    ['the machine slept, and the steady clock with it', 0, leaseMs],
    ['the wall clock was set back meanwhile', leaseMs, -3_600_000],
  ])('is over when %s', (_what, steady, wall) => {
    const { lease, beat, pass } = start()
    beat(false)
    const mayLeave = lease.claiming()
    pass(steady, wall)
    expect([mayLeave(), lease.isHeld(), lease.heldFor()]).toEqual([false, false, 0])
  })

  it('does not cover claims from before a pause', () => {
    const { lease, beat, pass } = start()
    beat(false)
    const earlier = lease.claiming()
    pass(leaseMs)
    beat()
    const later = lease.claiming()
    expect([earlier(), later()]).toEqual([false, true])
  })

  it('does not cover claims from before the ledger took the worker for dead', () => {
    const { lease, beat, pass } = start()
    beat(false)
    const earlier = lease.claiming()
    pass(1)
    beat(false)
    expect([earlier(), lease.claiming()()]).toEqual([false, true])
  })

  it('is lost when the ledger says so, until the next heartbeat', () => {
    const { lease, beat } = start()
    beat(false)
    const earlier = lease.claiming()
    lease.lose()
    expect(lease.isHeld()).toBe(false)
    beat()
    expect([lease.isHeld(), earlier()]).toEqual([true, false])
  })
})

describe('waiting for the lease', () => {
  it('ends at once while the lease is held, else with the next heartbeat', async () => {
    const { lease, beat } = start()
    const waited = lease.held(running)
    beat(false)
    await waited
    await lease.held(running)
  })

  it('ends with the stop', async () => {
    const { lease } = start()
    const stop = new AbortController()
    const waited = lease.held(stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waited).rejects.toThrow('stopped')
    await expect(lease.held(stop.signal)).rejects.toThrow('stopped')
  })
})
