/** A page that stands open while the hub is restarted, and while its PostgreSQL does not answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../setup/eventually.ts'
import { browserPath, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { freezePostgres } from './embedded.ts'
import { mouse } from './hand.ts'
import * as steps from './steps.ts'
import { expectClean, type Witness } from './witness.ts'

/** Milliseconds: two reads by the clock, on a machine with other work. */
const patience = { timeout: 90_000 }

describe.skipIf(!browserPath)('an open page', { timeout: 240_000 }, () => {
  let day: Day
  let visitor: Visitor & { witness: Witness }
  let wake: (() => void) | undefined

  beforeAll(async () => {
    day = await openDay({ postgres: 'own' })
    await steps.sendMorning(day, 2)
    visitor = await day.visit()
    await steps.signIn({ day, page: visitor.page, hand: mouse, say: steps.speaking('en') }, 'anna')
    await visitor.page.getByText('live', { exact: true }).waitFor()
    await visitor.page.evaluate(() => Object.assign(globalThis, { stays: true }))
  })
  afterAll(async () => {
    wake?.()
    await day?.close()
  })

  const away = () => visitor.page.getByText(/^As of \d\d:\d\d:\d\d · the hub does not answer$/).first()

  /** What came in is told by the page itself. */
  async function expectNews(): Promise<void> {
    const { page } = visitor
    await page.getByText('live', { exact: true }).waitFor(patience)
    await eventually(async () => expect(await page.getByRole('alert').count()).toBe(0), patience)
    const sent = day.people.length + 1
    await day.sendMany(1, 'tailspin.router-cloud')
    await page.getByText(`${sent} leads came in within the last 24 hours`, { exact: false }).waitFor(patience)
    expect(await page.evaluate(() => 'stays' in globalThis)).toBe(true)
  }

  it('goes on by itself after the hub was restarted', async () => {
    const before = day.hub().lines
    await day.hub().kill('SIGTERM')
    await away().waitFor(patience)
    await day.startAgain()
    expect(day.hub().lines).not.toBe(before)
    await expectNews()
  })

  it('is told of changes again after a proxy answered for the hub', async () => {
    const { page } = visitor
    await day.hub().kill('SIGTERM')
    await page.route('**/api/changes', (asked) => asked.fulfill({ status: 502 }))
    const refused = page.waitForResponse((reply) => reply.status() === 502, patience)
    await day.startAgain()
    await refused
    await page.unroute('**/api/changes')
    await expectNews()
  })

  it('says what is wrong and as of when it shows while PostgreSQL does not answer, and goes on afterwards', async () => {
    const { page } = visitor
    wake = freezePostgres(day.place)
    await away().waitFor(patience)
    expect(await page.getByText('live', { exact: true }).count()).toBe(0)
    await page.getByText('What is shown is as of', { exact: false }).first().waitFor(patience)
    await page.getByRole('alert').first().waitFor()
    // What was known stays on screen.
    await page.getByRole('article', { name: 'held crm-eu' }).waitFor()
    wake()
    await expectNews()
  })

  it('leaves no person behind, and breaks no policy', () => expectClean(day, [visitor]))
})
