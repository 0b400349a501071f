/** A session ends: it is announced before, it can be put off, and the person comes back to the same place. */
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible, openBrowser, type Visitor, visit } from './browser.ts'

describe.skipIf(!browserPath)('the end of a session', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  const password = 'a long password of anna'
  const place = '/audit?action=hold'

  beforeAll(async () => {
    rig = await startRig({
      destinations: { crm: {} },
      api: { users: [{ name: 'anna', hash: '${env:ANNA}', role: 'operator' }] },
      variables: { ANNA: await hashPassword(password) },
    })
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  const signIn = async () => {
    const { page } = visitor
    await page.getByRole('textbox', { name: 'Name' }).fill('anna')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
  }
  const change = (set: ReturnType<typeof sql>) => sql`update sessions set ${set}`.execute(rig.ledger.db)
  const dialog = () => visitor.page.getByRole('dialog', { name: 'Your session ends' })

  it('leads to the sign-in, and back to the same place', async () => {
    const { page } = visitor
    await page.goto(place)
    await signIn()
    expect(page.url()).toBe(`${rig.hub.url}${place}`)
    expect(await dialog().count()).toBe(0)
    await sql`delete from sessions`.execute(rig.ledger.db)
    await page.getByRole('combobox', { name: 'Who' }).waitFor()
    await page.getByLabel('From').fill('2026-01-01')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await signIn()
    expect(page.url()).toBe(`${rig.hub.url}${place}&from=2026-01-01`)
    expect(await page.getByLabel('From').inputValue()).toBe('2026-01-01')
  })

  it('is announced while nobody uses the page, and is put off by a word', async () => {
    const { page } = visitor
    await page.clock.install()
    await page.goto(place)
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
    // More than a minute without a person: what the page reads now makes the session last no longer.
    await page.clock.fastForward(70_000)
    await change(sql`seen_at = now() - interval '8 hours' + interval '190 seconds'`)
    await page.clock.fastForward(31_000)
    await dialog().getByText('minute').waitFor()
    await expectAccessible(page)
    const stay = dialog().getByRole('button', { name: 'Stay signed in' })
    expect(await stay.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await page.getByText('You stay signed in.').waitFor()
    const { rows } = await sql`select 1 from sessions where seen_at > now() - interval '1 minute'`.execute(
      rig.ledger.db,
    )
    expect(rows).toHaveLength(1)
  })

  it('after seven days cannot be put off, which the page tells; a new sign-in keeps the place', async () => {
    const { page } = visitor
    await change(sql`ends_at = now() + interval '250 seconds'`)
    await page.clock.fastForward(31_000)
    await dialog().getByRole('button', { name: 'Stay signed in' }).click()
    await dialog().getByText('A session lasts seven days at most.').waitFor()
    await dialog().getByRole('button', { name: 'Sign in again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect((await sql`select 1 from sessions`.execute(rig.ledger.db)).rows).toEqual([])
    await signIn()
    expect(page.url()).toBe(`${rig.hub.url}${place}`)
    expect(await dialog().count()).toBe(0)
  })

  it('that came without a word leads to the sign-in by itself', async () => {
    const { page } = visitor
    await page.clock.fastForward(70_000)
    await change(sql`ends_at = now()`)
    await page.clock.fastForward(31_000)
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await eventually(async () => expect((await page.request.get('/api/me')).status()).toBe(401))
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})
