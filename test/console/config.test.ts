/** The page that tells what is in force, what is wrong with the file, and what changed. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { type Rig, type RigOptions, startRig } from '../api/rig.ts'
import { browserPath, expectAccessible, expectAccessibleInAll, openBrowser, type Visitor, visit } from './browser.ts'
import { signIn, signInAs } from './person.ts'

const password = 'a long password of vera'

describe.skipIf(!browserPath)('the page Configuration', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let versions: string[]
  const first: RigOptions = {
    destinations: { a: {}, b: {} },
    tokens: false,
    api: { users: [{ name: 'vera', hash: '${env:VERA}' }] },
  }
  const second: RigOptions = { ...first, destinations: { a: { settings: { checks: false } }, c: {} } }

  beforeAll(async () => {
    first.variables = { VERA: await hashPassword(password) }
    second.variables = first.variables
    rig = await startRig({ ...first, api: {} })
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await signIn(visitor, rig)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  it('tells that nothing has changed yet', async () => {
    const { page } = visitor
    await page.goto('/config')
    await page.getByText('The file is in force as it stands.').waitFor()
    expect(await page.getByText('No other configuration was in force.').count()).toBe(2)
    await expectAccessible(page)
  })

  it('shows the last change by path and line by line, with references in the place of secrets', async () => {
    const { page } = visitor
    await rig.hub.reload(rig.configure({ ...second, api: {} }))
    const { body } = await rig.get('/api/config/versions')
    versions = body.items.map(({ version }: { version: string }) => version)
    await page.goto('/config')
    const differences = page.getByRole('listitem')
    await differences.filter({ hasText: 'added destinations.c' }).getByText('${env:CRM}').waitFor()
    await differences.filter({ hasText: 'removed destinations.b' }).waitFor()
    await page.getByText('Line by line', { exact: true }).click()
    await page.getByRole('region', { name: 'Line by line' }).getByText(`+++ ${versions[0]}`).waitFor()
    expect(await page.content()).not.toContain('a-secret-crm-token')
    await expectAccessible(page)
  })

  it('compares any two, and the address keeps them', async () => {
    const { page } = visitor
    await page.getByLabel('After').selectOption(versions[1]!)
    await page.getByText('Both say the same.').waitFor()
    await page.getByLabel('Before').selectOption(versions[0]!)
    await page.getByRole('listitem').filter({ hasText: 'removed destinations.c' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/config?before=${versions[0]}&after=${versions[1]}`)
    await page.reload()
    await page.getByRole('listitem').filter({ hasText: 'removed destinations.c' }).waitFor()
    await page.getByRole('link', { name: `Changes of ${versions[0]}` }).click()
    await page.getByRole('listitem').filter({ hasText: 'added destinations.c' }).waitFor()
  })

  it('shows the file in force only when it is asked for', async () => {
    const { page } = visitor
    await page.getByText('The file in force', { exact: true }).click()
    await page.getByRole('region', { name: 'The file in force' }).getByText('"token":"${env:CRM}"').waitFor()
  })

  it('leads to what came in and what failed since a version', async () => {
    const { page } = visitor
    const { body } = await rig.get('/api/config/versions')
    const since = body.items[0].inForceSince
    const lead = await rig.send('ann@contoso.com')
    await page.getByRole('link', { name: 'Leads since then' }).first().click()
    await page.getByRole('row').first().waitFor()
    expect(new URL(page.url()).searchParams.get('from')).toBe(since)
    expect(await page.getByRole('row').count()).toBe(1)
    expect(await page.getByLabel('Came in').locator(':checked').textContent()).toMatch(/^since \S.*\d:\d\d:\d\d/)
    await rig.ledger.db
      .updateTable('config_versions')
      .set({ in_force_since: new Date(Date.now() + 60_000) })
      .where('version', '=', versions[0]!)
      .execute()
    await page.goto('/config')
    await page.getByRole('link', { name: 'Leads since then' }).first().click()
    await page.getByText(/^Nothing matches: since /).waitFor()
    await page.goto('/config')
    await page.getByRole('link', { name: 'Failures since then' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Failed' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(lead).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('puts the mistakes of a refused file first', async () => {
    const { page } = visitor
    const complaint = 'destinations.a.url: must start with https://'
    rig.hub.complain([complaint])
    await page.goto('/config')
    await page.getByRole('heading', { name: 'The file has a mistake' }).waitFor()
    await page.getByText(complaint).waitFor()
    expect(await page.getByText('The file is in force as it stands.').count()).toBe(0)
    await expectAccessible(page)
    rig.hub.complain([])
  })

  it('can be used by everybody, in both languages and themes', async () => {
    const { page } = visitor
    await page.goto('/config')
    await expectAccessibleInAll(page, () => page.locator('details').last().waitFor())
  }, 120_000)

  it('shows viewers when it changed, and neither texts nor differences', async () => {
    await rig.hub.reload(rig.configure(second))
    const other = await visit(browser, rig.hub.url)
    await signInAs(other, 'vera', password)
    await other.page.goto('/config')
    await other.page.getByText('Leads since then').first().waitFor()
    expect(await other.page.getByText(/What changed|The file in force|Changes/).count()).toBe(0)
    await expectAccessible(other.page)
    expect(other.offences).toEqual([])
    await other.close()
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})
