/** A morning without a mouse: every press is a key, and the focus goes where Tab takes it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { keyboard } from './hand.ts'
import * as steps from './steps.ts'
import { expectClean, type Witness } from './witness.ts'

describe.skipIf(!browserPath)('a morning by keyboard', { timeout: 240_000 }, () => {
  let day: Day
  let leads: steps.Found
  let visitor: Visitor & { witness: Witness }

  beforeAll(async () => {
    day = await openDay()
    leads = await steps.sendMorning(day, 8)
    visitor = await day.visit()
  })
  afterAll(() => day?.close())

  it('goes from the held destination to the settled delivery', async () => {
    const { page } = visitor
    const pointed: string[] = []
    await page.exposeFunction('tellPointer', (type: string) => void pointed.push(type))
    await page.addInitScript(() => {
      const { tellPointer } = globalThis as unknown as { tellPointer(type: string): void }
      for (const type of ['mousedown', 'touchstart']) addEventListener(type, () => tellPointer(type), true)
    })
    await steps.walkMorning({ day, page, hand: keyboard, say: steps.speaking('en') }, leads, 8)
    expect(pointed).toEqual([])
    await expectClean(day, [visitor])
  })
})
