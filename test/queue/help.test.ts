import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openHelp } from '../../src/queue/help.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const rings: { at: number; destination: string }[] = []
  const failures: unknown[] = []
  const from = performance.now()
  const ring = async (destination: string) => {
    rings.push({ at: Math.round(performance.now() - from), destination })
    if (destination === 'broken') throw new Error('no queue')
  }
  const help = openHelp(ring, (error) => failures.push(error))
  return { help, failures, times: () => rings.map(({ at }) => at), rings }
}

describe('rings for other workers', () => {
  it('leave at once, and more seldom when no worker has room for a second', () => {
    const { help, times } = open()
    for (let ms = 0; ms <= 1_600; ms += 10) {
      help.ask('crm')
      vi.advanceTimersByTime(10)
    }
    expect(times()).toEqual([...Array.from({ length: 21 }, (_, n) => n * 50), 1_250, 1_500])
  })

  it('leave at once again when there were none for a while', () => {
    const { help, times } = open()
    for (let n = 0; n < 200; n++) {
      help.ask('crm')
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(4_000)
    const before = times().length
    help.ask('crm')
    vi.advanceTimersByTime(50)
    help.ask('crm')
    expect(times()).toHaveLength(before + 2)
  })

  it('leave after the pause if they were asked for within it', () => {
    const { help, times } = open()
    help.ask('crm')
    vi.advanceTimersByTime(10)
    for (let n = 0; n < 3; n++) help.ask('crm')
    vi.advanceTimersByTime(5_000)
    expect(times()).toEqual([0, 50])
  })

  it('are passed on after a pause, one for each destination', () => {
    const { help, rings } = open()
    help.passOn('crm')
    help.passOn('crm')
    help.ask('crm')
    help.passOn('erp')
    expect(rings).toEqual([])
    vi.advanceTimersByTime(50)
    expect(rings).toEqual([
      { at: 50, destination: 'crm' },
      { at: 50, destination: 'erp' },
    ])
  })

  it('are passed on within the time that was given, however often', () => {
    const { help, times } = open()
    for (let n = 0; n < 5; n++) {
      help.passOn('crm', 50)
      vi.advanceTimersByTime(50)
    }
    expect(times()).toEqual([50, 100, 150, 200, 250])
  })

  it('leave before the process ends', async () => {
    const { help, rings } = open()
    help.passOn('crm')
    await help.close()
    vi.advanceTimersByTime(5_000)
    expect(rings).toEqual([{ at: 0, destination: 'crm' }])
  })

  it('that the queue does not take are told', async () => {
    const { help, failures } = open()
    help.ask('broken')
    await vi.advanceTimersByTimeAsync(0)
    expect(failures).toEqual([new Error('no queue')])
  })
})
