import { expect, it } from 'vitest'
import { openAfterOutage } from '../../src/hub/after-outage.ts'
import { eventually } from '../setup/eventually.ts'

it('reconciles once when everything works again, also after many failures', async () => {
  let away = true
  let asked = 0
  let reconciled = 0
  const stop = new AbortController()
  const works = async () => {
    asked++
    if (away) throw new Error('away')
  }
  const tell = openAfterOutage(works, async () => void reconciled++, stop.signal)
  for (let n = 0; n < 5; n++) tell()
  await eventually(() => expect(asked).toBeGreaterThan(2))
  expect(reconciled).toBe(0)
  away = false
  await eventually(() => expect(reconciled).toBe(1))
  stop.abort()
})

it('repeats the reconciling if it fails, and ends with the hub', async () => {
  let runs = 0
  const stop = new AbortController()
  const failing = async () => {
    runs++
    throw new Error('away again')
  }
  openAfterOutage(async () => undefined, failing, stop.signal)()
  await eventually(() => expect(runs).toBeGreaterThan(1))
  stop.abort()
  const at = runs
  await eventually(() => expect(runs).toBeLessThanOrEqual(at + 1))
})
