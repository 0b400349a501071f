import { describe, expect, it } from 'vitest'
import { duration } from '../../src/settings/duration.ts'

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['1.5h', 5_400_000],
    ['4.35s', 4_350],
    ['0.0s', 0],
    ['10 s', 10_000],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(duration.parse(text)).toBe(milliseconds)
  })

  it('is a whole number of milliseconds for timers', () => {
    for (let n = 0; n < 2_000; n++) expect(Number.isInteger(duration.parse(`${n / 1_000}s`))).toBe(true)
  })

  it.each([
    '',
    '5',
    's',
    '-5s',
    '5 minutes',
    '1h30m',
    '5S',
    '.5s',
    '1.2.3s',
    '1e3s',
    ' 5s',
    '5s ',
    '9'.repeat(400) + 's',
    5,
    null,
  ])('%j is none', (text) => {
    const read = duration.safeParse(text)
    expect(read.success).toBe(false)
    if (typeof text === 'string') expect(read.error?.issues[0]?.message).toContain('30s, 5m, 2h or 3d')
  })
})
