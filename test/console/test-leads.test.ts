/** A hub that has taken nothing but test leads: no figure contradicts another, in the console and at the terminal. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localToken } from '../api/rig.ts'
import { run } from '../cli/run.ts'
import { browserPath } from './browser.ts'
import { type Desk, openDesk } from './desk.ts'

describe.skipIf(!browserPath)('test leads alone', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk({ destinations: { shop: {}, crm: {} } })
    const { rig } = desk
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    const { body } = await rig.ask('POST', '/api/sources/web/test-leads', { offer: 'contoso.app' })
    await rig.until(body.lead, 'shop', 'delivered')
    await rig.until(body.lead, 'crm', 'held')
  })
  afterAll(() => desk?.close())

  const leadyard = async (command: string) =>
    (await run([command], { LEADYARD_URL: desk.rig.hub.url, LEADYARD_TOKEN: localToken })).out

  it('put the held destination before the way to the first lead', async () => {
    const { page } = desk
    await page.goto('/')
    await page.getByRole('article', { name: 'held crm' }).waitFor()
    await page.getByText('No lead has come in yet, except test leads.').waitFor()
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
    expect(headings).toEqual(['First to do', 'The first lead', 'Destinations'])
  })

  it('are named wherever they count, and wherever they do not', async () => {
    const { page } = desk
    const headline = page.getByRole('region', { name: 'Whether every lead arrives' })
    await headline.getByText(/^1 lead waits: crm is held since .* It is a test lead\.$/).waitFor()
    await headline.getByText('No lead came in within the last 24 hours. 1 test lead came in too.').waitFor()
    const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) })
    await card('shop').getByText('24 h: 0 delivered · 1 test lead delivered').waitFor()
    await card('crm').getByText('24 h: 0 delivered · 1 attempt of a test lead failed').waitFor()
    await page.goto('/destinations/crm')
    await page.getByText('Test leads stand apart: none arrived, and 1 attempt of one failed.').waitFor()
  })

  it('are named at the terminal, too', async () => {
    expect(await leadyard('overview')).toMatch(/held, crm, 1, of them 1 test lead, since/)
    expect(await leadyard('overview')).toMatch(/0 leads received since .*, and 1 test lead besides\./)
    expect(await leadyard('destinations')).toMatch(/^shop .* 0, 1 test lead/m)
  })

  it('a refused configuration is no reason to say that nothing needs a person', async () => {
    const { page, rig } = desk
    rig.crm.script.delete('/crm')
    await rig.ask('DELETE', '/api/destinations/crm/hold')
    await page.goto('/')
    rig.hub.complain(['destinations.crm.url: must start with https://', 'routes: is missing'])
    await page.getByRole('article', { name: 'configuration' }).waitFor()
    await page.getByText('Every lead has arrived or is on its way, but one thing needs you.').waitFor()
    expect(await page.getByText('Nothing needs you').count()).toBe(0)
    expect(await leadyard('overview')).toMatch(/^1 thing needs a person/)
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
