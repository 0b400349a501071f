import { describe, expect, it } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import { type Circumstances, decide, probeAfter, probeIn } from '../../src/delivery/decide.ts'
import { DeliveryError, type FailureClass, type FailureDetail } from '../../src/failure.ts'

const now = new Date('2025-11-20T12:00:00Z')
const policy = policySchema.parse({})
const minute = 60_000
const hour = 60 * minute

const about = (more: Partial<Circumstances> = {}): Circumstances => ({
  attempts: 1,
  retryingFor: 0,
  mayBeThere: false,
  repeat: 'harmless',
  canFind: false,
  probe: false,
  othersPass: false,
  stopping: false,
  policy,
  now,
  random: 0.5,
  ...more,
})

const failed = (failureClass: FailureClass, detail: Partial<FailureDetail> = {}) => ({
  failure: new DeliveryError(failureClass, { message: 'x', ...detail }),
})

const later = (ms: number) => new Date(now.getTime() + ms)
const never = { retryIn: undefined }

describe('the decision after an attempt', () => {
  it('a receipt ends the delivery', () => {
    expect(decide({ receipt: { outcome: 'created' } }, about({ attempts: 7, stopping: true, probe: true }))).toEqual({
      state: 'delivered',
      ...never,
      mayBeThere: true,
      counts: true,
    })
  })

  it.each<[FailureClass, Partial<Circumstances>, object]>([
    ['configuration', {}, { state: 'held', ...never, mayBeThere: false, counts: false }],
    [
      'configuration',
      { mayBeThere: true, stopping: true },
      { state: 'held', ...never, mayBeThere: true, counts: false },
    ],
    ['configuration', { othersPass: true }, { state: 'rejected', ...never, mayBeThere: false, counts: true }],
    ['rejected', {}, { state: 'rejected', ...never, mayBeThere: false, counts: true }],
    ['rejected', { mayBeThere: true, stopping: true }, { state: 'rejected', ...never, mayBeThere: true, counts: true }],
    ['internal', {}, { state: 'uncertain', ...never, mayBeThere: true, counts: true }],
    ['internal', { stopping: true }, { state: 'uncertain', ...never, mayBeThere: true, counts: true }],
    ['transient', {}, { state: 'waiting', retryIn: 10_000, mayBeThere: false, counts: true }],
    ['transient', { mayBeThere: true }, { state: 'waiting', retryIn: 10_000, mayBeThere: true, counts: true }],
    ['uncertain', {}, { state: 'waiting', retryIn: 10_000, mayBeThere: true, counts: true }],
  ])('%s, %j', (failureClass, circumstances, decision) => {
    expect(decide(failed(failureClass), about(circumstances))).toEqual(decision)
  })
})

describe('an uncertain outcome', () => {
  it.each<[Partial<Circumstances>, string]>([
    [{ repeat: 'harmless', canFind: false }, 'waiting'],
    [{ repeat: 'harmless', canFind: true }, 'waiting'],
    [{ repeat: 'doubles', canFind: true }, 'waiting'],
    [{ repeat: 'doubles', canFind: false }, 'uncertain'],
    [{ repeat: 'doubles', canFind: false, probe: true }, 'uncertain'],
    [{ repeat: 'doubles', canFind: false, stopping: true }, 'uncertain'],
    [{ repeat: 'doubles', canFind: true, stopping: true }, 'queued'],
  ])('%j: %s', (circumstances, state) => {
    expect(decide(failed('uncertain'), about(circumstances))).toMatchObject({ state, mayBeThere: true })
  })

  it('that no look-up can settle needs a person, if a repeat doubles', () => {
    const final = failed('uncertain', { final: true })
    expect(decide(final, about({ repeat: 'doubles', canFind: true })).state).toBe('uncertain')
    expect(decide(final, about({ repeat: 'harmless', canFind: true })).state).toBe('waiting')
  })
})

describe('a stop of the hub is no failure and no attempt', () => {
  it.each<FailureClass>(['transient', 'uncertain'])('%s is queued again at once', (failureClass) => {
    const decision = decide(failed(failureClass), about({ stopping: true, retryingFor: 365 * 24 * hour }))
    expect(decision).toMatchObject({ state: 'queued', ...never, counts: false })
  })
})

describe('the next attempt', () => {
  const wait = (attempts: number, random = 0.5, detail: Partial<FailureDetail> = {}, retryingFor = 2 * hour) =>
    decide(failed('transient', detail), about({ attempts, random, retryingFor })).retryIn

  it('comes after three times as long each time, up to the longest wait', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 1_000, 1e9].map((attempts) => wait(attempts))).toEqual([
      ...[10_000, 30_000, 90_000, 270_000, 810_000, 2_430_000],
      ...[hour, hour, hour, hour],
    ])
  })

  it('comes soon after a replay, even after many attempts before', () => {
    expect([0, 10_000, 40_000, 130_000].map((ago) => wait(20, 0.5, {}, ago))).toEqual([
      ...[10_000, 30_000, 90_000, 270_000],
    ])
    expect(wait(20, 0.5, {}, -1_000)).toBe(10_000)
  })

  it('is spread by up to a fifth either way', () => {
    expect([wait(1, 0), wait(1, 0.999999)]).toEqual([8_000, 12_000])
    for (let random = 0; random < 1; random += 0.01) {
      expect(wait(2, random)).toBeGreaterThanOrEqual(24_000)
      expect(wait(2, random)).toBeLessThanOrEqual(36_000)
    }
  })

  it('comes at the moment that the far end asked for: never before, and spread', () => {
    const detail = { retryAt: later(5 * minute) }
    expect(wait(1, 0, detail)).toBe(5 * minute)
    for (let random = 0; random < 1; random += 0.01) {
      expect(wait(9, random, detail)).toBeGreaterThanOrEqual(5 * minute)
      expect(wait(9, random, detail)).toBeLessThanOrEqual(5.5 * minute)
    }
  })

  it('does not wait longer than the longest wait, whatever the far end asks', () => {
    for (const retryAt of [later(48 * hour), new Date(8.64e15)]) expect(wait(1, 0, { retryAt })).toBe(hour)
  })

  it.each([
    ['past', later(-hour)],
    ['now', now],
    ['none', new Date(Number.NaN)],
  ])('comes on schedule where the moment asked for is %s', (_what, retryAt) => {
    expect(wait(2, 0.5, { retryAt })).toBe(30_000)
  })
})

describe('giving up', () => {
  const long = { retryingFor: 3 * 24 * hour }

  it('comes when the retry window is over, for attempts that may be repeated', () => {
    for (const failureClass of ['transient', 'uncertain'] as const) {
      expect(decide(failed(failureClass), about(long))).toMatchObject({ state: 'exhausted', ...never, counts: true })
    }
    const early = about({ retryingFor: 3 * 24 * hour - 1 })
    expect(decide(failed('transient'), early).state).toBe('waiting')
  })

  it('never comes for the probe of a destination that is down', () => {
    expect(decide(failed('transient'), about({ ...long, probe: true })).state).toBe('waiting')
  })

  it('never comes for a failure that every lead meets, and its attempts do not count', () => {
    expect(decide(failed('transient', { everyLead: true }), about(long))).toMatchObject({
      state: 'waiting',
      counts: false,
    })
  })

  it('never comes for a wait by design, which ends at its own moment and not an hour later', () => {
    const planned = failed('transient', { planned: true, retryAt: later(20 * hour) })
    expect(decide(planned, about(long))).toEqual({
      state: 'waiting',
      retryIn: 20 * hour,
      mayBeThere: false,
      counts: false,
    })
  })
})

describe('probes', () => {
  const waits = { first: 15_000, most: 10 * minute }

  it('come after twice as long each time, up to the longest wait', () => {
    expect([0, 1, 2, 5, 6, 1_000].map((probes) => probeAfter(waits, probes))).toEqual([
      ...[15_000, 30_000, 60_000, 480_000],
      ...[600_000, 600_000],
    ])
  })

  it.each<[string, number, Partial<FailureDetail>, number]>([
    ['on schedule', 0, {}, 15_000],
    ['on schedule, however often it failed', 9, {}, 10 * minute],
    ['when asked, if that is later', 0, { retryAt: later(2 * minute) }, 2 * minute],
    ['on schedule, if asked for sooner', 0, { retryAt: later(1_000) }, 15_000],
    ['when asked, if that is for every lead', 0, { everyLead: true, retryAt: later(1_000) }, 1_000],
    ['when asked, also at the end of a daily quota', 0, { everyLead: true, retryAt: later(20 * hour) }, 20 * hour],
    ['a day later at the latest', 0, { everyLead: true, retryAt: later(365 * 24 * hour) }, 25 * hour],
    ['on schedule, if the moment asked for is past', 0, { everyLead: true, retryAt: later(-1) }, 15_000],
    ['on schedule, if the moment asked for is none', 0, { everyLead: true, retryAt: new Date(Number.NaN) }, 15_000],
    ['on schedule, when the far end asks for ever shorter waits', 3, { everyLead: true, retryAt: later(1) }, 120_000],
  ])('%s', (_when, probes, detail, ms) => {
    expect(probeIn(waits, probes, { message: 'x', ...detail }, now)).toBe(ms)
  })
})
