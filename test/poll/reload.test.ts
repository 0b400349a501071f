import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openHttp } from '../../src/outside/http.ts'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig } from './rig.ts'
import { row } from './table.ts'

vi.mock('../../src/outside/http.ts', { spy: true })

let rig: Rig
beforeEach(async () => {
  rig = await startRig()
  vi.mocked(openHttp).mockClear()
})
afterEach(() => rig.close())

it('an unchanged source keeps its connections', async () => {
  const pollers = await rig.hub()
  expect(openHttp).toHaveBeenCalledTimes(1)
  for (let n = 0; n < 3; n++) await rig.reload(pollers)
  expect(openHttp).toHaveBeenCalledTimes(1)
  await rig.table.write(row('a@contoso.com'))
  await eventually(async () => expect(await rig.emails()).toEqual(['a@contoso.com']))
})

it('a changed source gets new connections, and closes the old', async () => {
  const pollers = await rig.hub()
  const close = vi.spyOn(vi.mocked(openHttp).mock.results[0]?.value, 'close')
  await rig.reload(pollers, { every: '2s' })
  expect([vi.mocked(openHttp).mock.calls.length, close.mock.calls.length]).toEqual([2, 1])
})
