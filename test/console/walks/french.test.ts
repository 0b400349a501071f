/** The same morning in a browser that speaks French. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { mouse } from './hand.ts'
import * as steps from './steps.ts'
import { expectClean, type Witness } from './witness.ts'

describe.skipIf(!browserPath)('a morning in French', { timeout: 240_000 }, () => {
  let day: Day
  let leads: steps.Found
  let visitor: Visitor & { witness: Witness }

  beforeAll(async () => {
    day = await openDay()
    leads = await steps.sendMorning(day, 8)
    visitor = await day.visit({ locale: 'fr-FR' })
  })
  afterAll(() => day?.close())

  it('is the same morning', async () => {
    const { page } = visitor
    await steps.walkMorning({ day, page, hand: mouse, say: steps.speaking('fr') }, leads, 8)
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    await expectClean(day, [visitor])
  })
})
