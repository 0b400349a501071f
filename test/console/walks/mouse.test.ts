/** A morning by mouse, on the demonstration. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { mouse } from './hand.ts'
import * as steps from './steps.ts'
import { expectClean, type Witness } from './witness.ts'

describe.skipIf(!browserPath)('a morning by mouse', { timeout: 180_000 }, () => {
  let day: Day
  let leads: steps.Found
  let visitor: Visitor & { witness: Witness }
  let walk: steps.Walk

  beforeAll(async () => {
    day = await openDay()
    leads = await steps.sendMorning(day, 200)
    visitor = await day.visit()
    walk = { day, page: visitor.page, hand: mouse, say: steps.speaking('en') }
  })
  afterAll(() => day?.close())

  it('begins with the held destination, and the vendor’s words and remedy', async () => {
    await steps.signIn(walk, 'anna')
    await steps.readRemedy(walk)
  })

  it('sees the leads go when the setting is right, without a reload', () => steps.watchRelease(walk))

  it('replays 200, and takes half of them back', () => steps.replayAndUndo(walk, 200))

  it('finds a lead by “mül”, by “ива” and by receipt', () => steps.find(walk, leads))

  it('settles what is uncertain', () => steps.settle(walk))

  it('leaves no person in an address, log line, event, title or storage, and breaks no policy', async () => {
    await expectClean(day, [visitor])
    expect(visitor.page.url()).toContain('/leads/')
  })
})
