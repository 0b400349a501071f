/** Replays, look-ups and cancellations of many: how far they are, how they are stopped and taken back. */
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { act } from '../api/bulk.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, openBrowser, type Visitor, visit } from './browser.ts'
import { expectPageInBothLanguages } from './languages.ts'

describe.skipIf(!browserPath)('work on many', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let replay: string

  beforeAll(async () => {
    rig = await startRig({ destinations: { crm: {}, shop: {} }, tokens: false })
    await rig.ask('PUT', '/api/destinations/crm/pause')
    const one = { destination: 'crm', state: 'rejected', class: 'rejected', code: 'TOO_LONG' }
    await seed(rig.ledger.db, [one, one, one])
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await visitor.page.goto(rig.hub.consoleLink()!)
    await visitor.page.getByRole('heading', { name: 'Overview' }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  const started = async () => {
    const { body } = await act(rig, '/api/replays', { destination: ['crm'], state: ['rejected'] })
    await eventually(async () => expect((await rig.get(`/api/replays/${body.id}`)).body.state).toBe('done'))
    return body.id as string
  }
  const states = async () => {
    const { body } = await rig.get('/api/deliveries?destination=crm')
    return body.items.map(({ state }: { state: string }) => state)
  }

  it('that never was tells how it is begun', async () => {
    const { page } = visitor
    await page.goto('/replays')
    await page.getByText('Nothing was replayed yet.').waitFor()
    await page.getByRole('link', { name: 'Look-ups' }).click()
    await page.getByText('Nothing was looked up yet.').waitFor()
    await page.getByRole('link', { name: 'Cancelled, rerouted' }).click()
    await page.getByText('No deliveries were cancelled').waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/replays?of=others`)
  })

  it('appears by itself, with its filter in words, who began it, and where its deliveries are', async () => {
    const { page } = visitor
    await page.goto('/replays')
    await page.getByText('Nothing was replayed yet.').waitFor()
    replay = await started()
    const row = page.getByRole('list', { name: 'Replays' }).getByRole('listitem')
    await row.getByText('3 of 3 put in line').waitFor()
    await row.getByText(/^local, /).waitFor()
    await row.getByRole('link', { name: 'crm · rejected' }).click()
    await page.getByRole('heading', { level: 1, name: 'Replay' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/replays/${replay}`)
    await page.getByRole('link', { name: 'still in line' }).click()
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(3))
    expect(page.url()).toContain(`replay=${replay}`)
    await page.goBack()
    await page.getByRole('link', { name: 'Show its deliveries' }).waitFor()
  })

  it('is taken back after it told what that takes', async () => {
    const { page } = visitor
    await page.goto(`/replays/${replay}`)
    await page.getByRole('button', { name: 'Undo…' }).press('Enter')
    await page.getByText('3 deliveries go back to their states of before.').waitFor()
    expect(await states()).toEqual(['queued', 'queued', 'queued'])
    const confirm = page.getByRole('button', { name: 'Take 3 back' })
    await eventually(async () => expect(await confirm.evaluate((one) => one === document.activeElement)).toBe(true))
    await page.keyboard.press('Enter')
    await page.getByText(/local took it back.*3 taken back/).waitFor()
    expect(await states()).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await page.getByRole('button', { name: 'Undo…' }).count()).toBe(0)
  })

  it('is not taken back if somebody was faster, who is named', async () => {
    const { page } = visitor
    const id = await started()
    await page.goto(`/replays/${id}`)
    await page.getByRole('button', { name: 'Undo…' }).click()
    await page.getByRole('button', { name: 'Take 3 back' }).waitFor()
    // The page does not hear of it in time.
    await page.route(`**/api/replays/${id}`, (asked) => asked.abort())
    await rig.ask('POST', `/api/replays/${id}/undos`, {})
    await page.getByRole('button', { name: 'Take 3 back' }).click()
    await page.getByRole('alert').getByText('local took it back').waitFor()
    await page.unroute(`**/api/replays/${id}`)
  })

  it('that is under way shows how far it is, and is stopped', async () => {
    const { page } = visitor
    const { db } = rig.ledger
    const [id, lease_until] = [uuid(), new Date(Date.now() + 3_600_000)]
    const filter = JSON.stringify({ destination: ['shop'], state: ['exhausted'], from: '2026-06-01T00:00:00Z' })
    await db
      .insertInto('replays')
      .values({ id, actor: 'bob', filter, again: true, total: 90_000, done: 500, lease_until })
      .execute()
    await page.goto('/replays')
    const row = page.getByRole('listitem').filter({ hasText: 'bob' })
    await row.getByText('500 of 90,000 put in line').waitFor()
    await row.getByText('also what was delivered').waitFor()
    await sql`update replays set done = 1000 where id = ${id}::uuid`.execute(db)
    await row.getByText('1,000 of 90,000 put in line').waitFor()
    await row.getByRole('link', { name: /shop · exhausted · came in from/ }).click()
    await page.getByRole('progressbar', { name: 'Put in line' }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText(/^– stopped$/).waitFor()
    expect((await rig.get(`/api/replays/${id}`)).body.state).toBe('stopped')
    // Its undo of many is under way, too.
    await sql`
      update replays set undone = 400, undo_actor = 'carol', undo_asked_at = now(), lease_until = now() + interval '1 hour'
      where id = ${id}::uuid`.execute(db)
    await page.getByText(/carol takes it back.*400 taken back/).waitFor()
    await sql`update replays set undone = 900 where id = ${id}::uuid`.execute(db)
    await page.getByText(/carol takes it back.*900 taken back/).waitFor()
    await sql`update replays set undo_ended_at = now() where id = ${id}::uuid`.execute(db)
    await page.getByText(/carol took it back.*900 taken back/).waitFor()
  })

  it('that looks up shows what the far ends said, and is stopped', async () => {
    const { page } = visitor
    const { db } = rig.ledger
    const id = uuid()
    const filter = JSON.stringify({ destination: ['crm'], state: ['uncertain'] })
    const failure = { code: 'TOKEN_ENDED', problem: 'crm-token-ended', message: 'The CRM answered 401' }
    const lease_until = new Date(Date.now() + 3_600_000)
    const counts = { total: 40, found: 3, absent: 2, cannot: 1 }
    await db
      .insertInto('lookups')
      .values({ id, actor: 'bob', filter, as_of: new Date(), lease_until, ...counts, ...failure })
      .execute()
    await page.goto('/replays?of=lookups')
    await page.getByText('6 of 40 looked up · 3 found · 2 absent · 1 still uncertain').waitFor()
    await sql`update lookups set found = 13 where id = ${id}::uuid`.execute(db)
    await page.getByText('16 of 40 looked up').waitFor()
    await page.getByRole('link', { name: 'crm · uncertain' }).click()
    await page.getByText('Make a new one and enter it.').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText(/^– stopped$/).waitFor()
    const { body } = await rig.get('/api/lookups')
    expect(body.items[0].state).toBe('stopped')
    // What stopped it leads back to it.
    await page.goto('/audit?action=stop')
    await page
      .getByRole('link', { name: /^look-up/ })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: 'Look-up of many' }).waitFor()
    await expectPageInBothLanguages(page, `/lookups/${id}`, () => page.getByText('Make a new one').waitFor())
  })

  it('that was done at once stands under its own heading', async () => {
    const { page } = visitor
    await act(rig, '/api/cancellations', { code: 'TOO_LONG' })
    await page.goto('/replays?of=others')
    await page.getByText('cancelled many').waitFor()
    await page.getByText('TOO_LONG').waitFor()
  })

  it.each([
    ['/replays', 'bob'],
    ['/replays?of=lookups', 'bob'],
    ['/replays?of=others', 'TOO_LONG'],
  ])('%s can be used by everybody', async (path, text) => {
    await expectPageInBothLanguages(visitor.page, path, () => visitor.page.getByText(text).first().waitFor())
  })

  it('can be used by everybody while what it takes back is told', async () => {
    const { page } = visitor
    const one = { destination: 'crm', state: 'rejected', class: 'rejected', code: 'BAD' }
    await seed(rig.ledger.db, [one])
    const id = await started()
    await expectPageInBothLanguages(page, `/replays/${id}`, async () => {
      await page.locator('progress').waitFor()
      await page.locator('main button').first().click()
      await page.locator('main section button').first().waitFor()
    })
  })

  it('a replay that does not exist is told in the hub’s words', async () => {
    const { page } = visitor
    await page.goto(`/replays/${uuid()}`)
    await page.getByRole('alert').getByText('No replay has this id.').waitFor()
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})
