/** Two operators at the same destination, and a viewer who looks on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, loaded, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { mouse } from './hand.ts'
import * as steps from './steps.ts'
import { expectClean, type Witness } from './witness.ts'

const say = steps.speaking('en')

describe.skipIf(!browserPath)('several people at once', { timeout: 180_000 }, () => {
  let day: Day
  const all: (Visitor & { witness: Witness })[] = []

  async function enter(name: string) {
    const visitor = await day.visit()
    all.push(visitor)
    await steps.signIn({ day, page: visitor.page, hand: mouse, say }, name)
    return visitor
  }

  beforeAll(async () => {
    day = await openDay()
    await steps.sendMorning(day, 4)
  })
  afterAll(() => day?.close())

  it('the second act on what somebody changed is refused, and told who was faster', async () => {
    const [{ page: annas }, { page: brunos }] = [await enter('anna'), await enter('bruno')]
    for (const page of [annas, brunos]) {
      await page.goto('/destinations/leads-table')
      await page.getByRole('button', { name: 'Pause' }).waitFor()
    }
    // What changes does not reach him in time.
    await brunos.route('**/api/destinations/leads-table', (asked) => asked.abort())
    await annas.getByRole('button', { name: 'Pause' }).click()
    await annas.getByRole('button', { name: 'Resume' }).waitFor()
    const [answer] = await Promise.all([
      brunos.waitForResponse((reply) => reply.request().method() === 'PUT'),
      brunos.getByRole('button', { name: 'Pause' }).click(),
    ])
    expect(answer.status()).toBe(412)
    await brunos.getByRole('alert').getByText('anna paused leads-table', { exact: false }).waitFor()
    await brunos.getByRole('alert').getByText('Nothing was done', { exact: false }).waitFor()
    await brunos.unroute('**/api/destinations/leads-table')
    await annas.getByRole('button', { name: 'Resume' }).click()
    // His page follows by itself.
    await brunos.getByRole('heading', { name: 'Actions' }).waitFor()
  })

  it('a viewer sees no person on any page, and no act', async () => {
    const { page } = await enter('vera')
    const id = (path: string, pattern: RegExp) => idOn(path, pattern)
    async function idOn(path: string, pattern: RegExp): Promise<string> {
      const reply = await all[0]!.page.request.get(path)
      return pattern.exec(await reply.text())![1]!
    }
    const lead = await id('/api/leads?limit=1', /"id":"([0-9a-f-]{36})"/)
    const delivery = await id('/api/deliveries?limit=1', /"id":"([0-9a-f-]{36})"/)
    const places = [
      ...['/', '/failed', '/leads', '/deliveries', '/destinations', '/destinations/crm-eu', '/routing', '/sources'],
      ...['/sources/marketplace', '/config', '/replays', '/audit', '/settings', '/erasures', `/leads/${lead}`],
      `/deliveries/${delivery}`,
    ]
    for (const place of places) {
      await page.goto(place)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await loaded(page)
      // A remedy names signs of addresses in its steps; those are no persons.
      const text = ((await page.locator('body').textContent()) ?? '').toLowerCase()
      const named = day.people.filter(({ email, lastName }) =>
        [email, lastName].some((word) => text.includes(word.toLowerCase())),
      )
      expect([place, named, text.match(/\S*@\S*/g)]).toEqual([place, [], null])
      const acts = page.getByRole('main').locator('[data-act], button')
      const names = await acts.evaluateAll((buttons) => buttons.map((one) => one.textContent ?? ''))
      const acting =
        /release|check now|hold|pause|resume|replay \d|cancel|look up|settle|reveal|erase|reroute|export|undo|send/i
      expect([place, names.filter((name) => acting.test(name))]).toEqual([place, []])
    }
  })

  it('leaves no person behind, and breaks no policy', () => expectClean(day, all))
})
