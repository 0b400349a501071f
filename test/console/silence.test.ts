/** What the pages of sources tell about silence: on a source whose leads stopped a day ago. */
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { lookOnce } from '../../src/notify/silence/look.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { arrival } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import { allSightsTake, browserPath, expectAccessibleInAll, openBrowser, type Visitor, visit } from './browser.ts'
import { signIn } from './person.ts'

const hour = 3_600_000

describe.skipIf(!browserPath)('the silence of a source', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor

  beforeAll(async () => {
    const marketplace = { type: 'marketplace', key: '${env:KEY}' }
    rig = await startRig({
      destinations: { crm: {} },
      tokens: false,
      sources: { web: marketplace, new: marketplace },
      silence: { quietDays: [], zone: 'Europe/Berlin' },
    })
    // A lead every half hour for 35 days, until yesterday.
    const leads = Array.from({ length: 35 * 48 }, (_, n) => {
      const at = new Date(Date.now() - 24 * hour - n * (hour / 2))
      const id = uuid({ msecs: at.getTime() })
      return arrival({ id, receivedAt: at, source: 'web', state: 'suppressed', offer: 'contoso.app' })
    })
    for (let at = 0; at < leads.length; at += 500) await storeArrivals(rig.ledger.db, leads.slice(at, at + 500))
    await eventually(
      async () => {
        await sql`update quiet_look set scanned_to = now() - interval '40 days' where alive_at is not null`.execute(
          rig.ledger.db,
        )
        while (await lookOnce(rig.ledger.db, rig.hub.config().silence));
        const { rows } = await sql`select * from quiet_state where model is not null`.execute(rig.ledger.db)
        expect(rows).toHaveLength(2)
      },
      { timeout: 30_000 },
    )
    await sql`update quiet_look set resumed_at = now() - interval '1 hour'`.execute(rig.ledger.db)
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await signIn(visitor, rig)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  it('is told on the list, with what is usual and the limit, and with its silent offers', async () => {
    const { page } = visitor
    await page.goto('/sources')
    const web = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^web/ }) })
    await web.getByText(/Such a time usually brings \d+ leads\. Above [\d.]+ leads it is a silence\./).waitFor()
    await web.getByText('Silent offers: contoso.app').waitFor()
  })

  it('is explained on the page of the source, with its usual week and its offers as tables', async () => {
    const { page } = visitor
    await page.goto('/sources/web')
    await page.getByText(/4[78] leads on a usual day/).waitFor()
    const week = page.getByRole('region', { name: 'Usual week of web' })
    expect(await week.getByRole('rowheader').allTextContents()).toEqual([
      'Monday',
      'Tuesday',
      'Wednesday',
      'Thursday',
      'Friday',
      'Saturday',
      'Sunday',
    ])
    const figures = await week.getByRole('cell').allTextContents()
    expect(figures).toHaveLength(7 * 6)
    expect(figures.reduce((sum, text) => sum + Number(text), 0)).toBeGreaterThan(300)
    const offer = page.getByRole('region', { name: 'Its offers' }).getByRole('row').nth(1)
    await offer.getByText('silent').waitFor()
    expect(await offer.getByRole('link').getAttribute('href')).toBe('/leads?source=web&offer=contoso.app')
    await page.getByRole('region', { name: 'Longest quiets of web' }).waitFor()
  })

  it('is none yet where too few leads came', async () => {
    const { page } = visitor
    await page.goto('/sources/new')
    await page.getByText('A first model needs 8 leads and 7 days.').waitFor()
  })

  it(
    'can be read by everybody, in both languages and themes',
    async () => {
      const { page } = visitor
      await page.goto('/sources/web')
      await expectAccessibleInAll(page, () => page.getByRole('rowheader').first().waitFor())
      expect(visitor.offences).toEqual([])
    },
    allSightsTake,
  )
})
