/** A morning on a telephone: 390 × 844 points, and a finger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { finger } from './hand.ts'
import * as steps from './steps.ts'
import { expectClean, type Witness } from './witness.ts'

describe.skipIf(!browserPath)('a morning on a phone', { timeout: 240_000 }, () => {
  let day: Day
  let leads: steps.Found
  let visitor: Visitor & { witness: Witness }

  beforeAll(async () => {
    day = await openDay()
    leads = await steps.sendMorning(day, 8)
    visitor = await day.visit({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 2,
    })
  })
  afterAll(() => day?.close())

  it('goes from the held destination to the settled delivery, and nothing is wider than the screen', async () => {
    const { page } = visitor
    const walk = { day, page, hand: finger, say: steps.speaking('en') }
    const wide: string[] = []
    const look = async () => {
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (over > 0) wide.push(`${page.url()}: ${over}`)
    }
    for (const step of [
      () => steps.signIn(walk, 'anna'),
      () => steps.readRemedy(walk),
      () => steps.watchRelease(walk),
      () => steps.replayAndUndo(walk, 8),
      () => steps.find(walk, leads),
      () => steps.settle(walk),
    ]) {
      await step()
      await look()
    }
    expect(wide).toEqual([])
    await expectClean(day, [visitor])
  })
})
