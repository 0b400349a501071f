import { describe, expect, it } from 'vitest'
import { expected, slower, usually } from '../../../src/notify/silence/expected.ts'
import { learn, type Model, noQuietDays } from '../../../src/notify/silence/learn.ts'
import { limitOf } from '../../../src/notify/silence/limit.ts'
import { peersOf } from '../../../src/notify/silence/peers.ts'
import { arrived, isSilent, opened, type Past, type Series, waryLimit } from '../../../src/notify/silence/series.ts'
import { cellOf, day, hour, hourOf, week } from '../../../src/notify/silence/week.ts'

/** A Monday. */
const start = Date.UTC(2026, 0, 5)
const even: Model = { perHour: Array.from({ length: 168 }, () => 2), perDay: 48 }

/** So many leads in each hour that `when` chooses, for eight weeks. */
function past(leads: number, when: (cell: number) => boolean): Map<number, number> {
  const hours = new Map<number, number>()
  for (let at = hourOf(start); at < hourOf(start + 8 * week); at++) if (when(cellOf(at))) hours.set(at, leads)
  return hours
}

const inOffice = (cell: number) => cell < 120 && cell % 24 >= 8 && cell % 24 < 18

describe('what is learnt', () => {
  it('is the usual week: hours without leads expect hardly any', () => {
    const model = learn(past(3, inOffice), start, start + 8 * week, noQuietDays)!
    expect(model.perHour[cellOf(hourOf(start + 10 * hour))]).toBeCloseTo(3, 0)
    expect(model.perHour[cellOf(hourOf(start + 2 * hour))]).toBeLessThan(0.3)
    expect(model.perDay).toBeCloseTo((3 * 50) / 7, 0)
  })

  it('is nothing with fewer than 8 leads, or within the first 7 days', () => {
    const few = new Map([...past(1, inOffice)].slice(0, 7))
    expect(learn(few, start, start + 8 * week, noQuietDays)).toBeUndefined()
    expect(learn(past(3, inOffice), start, start + 6 * day, noQuietDays)).toBeUndefined()
    expect(learn(past(3, inOffice), start, start + 7 * day, noQuietDays)).toBeDefined()
  })

  it('takes a burst of a slow series for one busy hour', () => {
    const hours = past(1, (cell) => cell < 120 && cell % 24 === 10)
    const calm = learn(hours, start, start + 8 * week, noQuietDays)!.perDay
    hours.set(hourOf(start + 7 * week + 15 * hour), 40)
    expect(learn(hours, start, start + 8 * week, noQuietDays)!.perDay).toBeLessThan(1.5 * calm)
  })

  it('leaves quiet days out', () => {
    const [first, last] = [hourOf(start + 7 * week), hourOf(start + 8 * week)]
    const isQuiet = (at: number) => at >= first && at < last
    const hours = past(3, inOffice)
    const whole = learn(hours, start, start + 8 * week, noQuietDays)!.perDay
    for (let at = first; at < last; at++) hours.delete(at)
    expect(learn(hours, start, start + 8 * week, noQuietDays)!.perDay).toBeLessThan(0.95 * whole)
    expect(learn(hours, start, start + 8 * week, isQuiet)!.perDay).toBeGreaterThan(0.95 * whole)
  })
})

describe('what is expected', () => {
  it('counts parts of hours', () => {
    expect(usually(even, start + hour / 2, start + 2.25 * hour, noQuietDays)).toBeCloseTo(3.5)
    expect(usually(even, start, start, noQuietDays)).toBe(0)
  })

  it('is the least of three clocks, so that summer time costs nothing', () => {
    const morning = { perHour: even.perHour.map((_, cell) => (cell % 24 === 8 ? 60 : 0)), perDay: 60 }
    const at = start + 8 * hour
    expect(usually(morning, at, at + hour / 2, noQuietDays)).toBeCloseTo(30)
    expect(expected(morning, at, at + hour / 2, noQuietDays)).toBe(0)
    expect(expected(morning, at - hour, at + 2.5 * hour, noQuietDays)).toBeCloseTo(60)
  })

  it('is no more than a Sunday on a quiet day', () => {
    const sundays = { perHour: even.perHour.map((_, cell) => (cell >= 144 ? 0.5 : 2)), perDay: 44 }
    expect(usually(sundays, start, start + day, () => true)).toBeCloseTo(12)
    expect(usually(sundays, start + 6 * day, start + week, () => true)).toBeCloseTo(12)
  })

  it('is less while leads come more slowly than chance explains', () => {
    expect(slower(20, 21, 5.5)).toBe(1)
    expect(slower(20, 80, 5.5)).toBeCloseTo(25.5 / 81)
  })

  it('is less while the peers are slower: the other offers of the source, all leads of a destination', () => {
    const models = new Map([
      ['source:web', even],
      ['source:other', even],
      ['offer:web/a', { ...even, perHour: even.perHour.map(() => 0.5), perDay: 12 }],
    ])
    const offer = peersOf('offer:web/a', models.get('offer:web/a')!, models)
    expect(offer).toMatchObject({ series: ['source:web'], model: { perDay: expect.closeTo(36) } })
    const destination = peersOf('destination:crm', even, models)
    expect(destination).toMatchObject({ series: ['source:web', 'source:other'], model: { perDay: expect.closeTo(96) } })
    expect(peersOf('source:web', even, models)).toBeUndefined()
  })
})

describe('the limit', () => {
  const quiets = (of: (on: number) => number) =>
    new Map(Array.from({ length: 100 }, (_, on) => [hourOf(start) / 24 + on, of(on)] as const))

  it('is never less than chance asks for', () => {
    const byChance = Math.log(48 * 365)
    expect(limitOf(even, new Map(), start, start + 100 * day, 1)).toBeGreaterThan(byChance)
    expect(
      limitOf(
        even,
        quiets(() => 0.1),
        start,
        start + 100 * day,
        1,
      ),
    ).toBeGreaterThan(byChance)
  })

  it('grows with the longest quiets of the series, and with fewer false alarms', () => {
    const usual = limitOf(
      even,
      quiets((on) => 3 + (on % 5)),
      start,
      start + 100 * day,
      1,
    )
    const uneven = limitOf(
      even,
      quiets((on) => 3 + 4 * (on % 5)),
      start,
      start + 100 * day,
      1,
    )
    expect(uneven).toBeGreaterThan(usual + 5)
    expect(
      limitOf(
        even,
        quiets((on) => 3 + (on % 5)),
        start,
        start + 100 * day,
        0.3,
      ),
    ).toBeGreaterThan(usual)
  })
})

describe('a series', () => {
  const rules = { isQuiet: noQuietDays, budget: 1 }
  const learnt = { ...opened(start), model: even, limit: 10, learntAt: start }
  const nothing = (): Past => ({ hours: new Map(), longest: new Map(), earlier: [] })

  it('is silent beyond its limit, and a lead ends it', () => {
    expect(isSilent(learnt, start + 5 * hour, rules)).toBe(false)
    expect(isSilent(learnt, start + 5.1 * hour, rules)).toBe(true)
    const at = start + 5.1 * hour
    expect(isSilent(arrived(learnt, nothing(), { at, last: at, leads: 1 }, rules), at + hour, rules)).toBe(false)
  })

  it('is warier after an alarm, at most to three times, for 14 days', () => {
    let one: Series = learnt
    for (let n = 1; n <= 6; n++) {
      const at = one.last + 16 * hour
      one = arrived(one, nothing(), { at, last: at, leads: 1 }, rules)
      one = { ...one, limit: 10, learntAt: at, slow: 1 }
    }
    expect(waryLimit(one, one.last)).toBe(30)
    expect(waryLimit(one, one.last + 14 * day)).toBe(10)
  })

  it('learns nothing during a quiet, and an outage does not hide the next', () => {
    const past = nothing()
    const at = start + 30 * day
    arrived(learnt, past, { at, last: at, leads: 1 }, rules)
    expect([...past.longest.values()]).toEqual([{ expected: 12.5, from: start, to: at }])
  })
})
