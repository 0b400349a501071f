/** Is this CRM taking our leads, and when it is not: what is to be done? */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, type RigOptions, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import {
  allSightsTake,
  browserPath,
  expectAccessible,
  expectAccessibleInAll,
  loaded,
  openBrowser,
  type Visitor,
  visit,
} from './browser.ts'

const options = {
  destinations: { alpha: { settings: { tells: true } }, crm: {}, broken: { settings: { tells: true } } },
} satisfies RigOptions
const changed = { destinations: { ...options.destinations, crm: { settings: { token: '${env:KEY}' } } } }

describe.skipIf(!browserPath)('the pages of destinations', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let lead: string

  beforeAll(async () => {
    rig = await startRig(options)
    await rig.until(await rig.send('first@contoso.com'), 'crm', 'delivered')
    await rig.hub.reload(rig.configure(changed))
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    lead = await rig.send('second@contoso.com')
    await rig.until(lead, 'crm', 'held')
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await signIn(visitor, tokens.operator)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  const open = async (id: string) => {
    await visitor.page.goto(`/destinations/${id}`)
    await visitor.page.getByRole('heading', { level: 1, name: id }).waitFor()
  }
  const button = (name: string) => visitor.page.getByRole('button', { name, exact: true })

  it(
    'list what stands still first',
    async () => {
      const { page } = visitor
      await page.goto('/destinations')
      await page.getByText('2 of 3 destinations are open.').waitFor()
      const ids = await page.locator('main li').getByRole('link').allTextContents()
      expect(ids).toEqual(['crm', 'alpha', 'broken'])
      await page.getByText('calls a day: 60 of 50').first().waitFor()
      await expectAccessibleInAll(page, () => page.getByRole('link', { name: 'alpha' }).waitFor())
    },
    allSightsTake,
  )

  it('tell the state in words, the remedy, and what changed since the last delivery', async () => {
    const { page } = visitor
    await open('crm')
    await page.getByText(/^Test CRM · The hub holds it since .* every lead would fail/).waitFor()
    await page.getByText('Make a new one and enter it.').waitFor()
    await page.getByText(/^The configuration changed between the last delivery/).waitFor()
    const change = page.getByRole('listitem').filter({ hasText: 'destinations.crm.token' })
    expect(await change.textContent()).toBe('destinations.crm.token changed: ${env:CRM} → ${env:KEY}')
    await page.getByText('Nothing of this destination changed').waitFor({ state: 'detached' })
  })

  it('keep the result of a check, with its time', async () => {
    const { page } = visitor
    await button('Check now').click()
    const result = page.getByRole('status').filter({ hasText: 'Still refused: The CRM refuses the token' })
    await result.getByRole('time').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'anna · checked it' }).waitFor()
    await result.waitFor()
  })

  it(
    'show traffic, limits, settings by reference, and history',
    async () => {
      const { page } = visitor
      await page.getByText(/^In 24 hours 1 delivery arrived, and 1 attempt failed\./).waitFor()
      await page.getByText(/\(p95\)/).waitFor()
      await page.getByRole('img', { name: 'Traffic: delivered 1, not delivered 1' }).waitFor()
      await page.locator('dd').getByText('${env:KEY}', { exact: true }).waitFor()
      await page.getByText('Attempts at once').waitFor()
      await page.getByText('token ends').waitFor()
      const history = page.locator('section').filter({ has: page.getByRole('heading', { name: 'History' }) })
      const entries = (await history.getByRole('listitem').allTextContents()).map((text) =>
        text.replace(/^.*?\) · /, ''),
      )
      expect(entries).toEqual([
        'anna · checked it',
        '■ held · the hub · crm-token-ended',
        expect.stringMatching(/^configuration [0-9a-f]{6} came into force$/),
        expect.stringMatching(/^configuration [0-9a-f]{6} came into force$/),
      ])
      await expectAccessibleInAll(page, () => page.getByText('destinations.crm.token').waitFor())
    },
    allSightsTake,
  )

  it('tell who was faster, and release what is shown', async () => {
    const { page } = visitor
    await button('Release').waitFor()
    // The page does not hear of it in time.
    await page.route('**/api/destinations/crm', (asked) => asked.abort())
    await rig.ask('PUT', '/api/destinations/crm/hold', { reason: 'a new key comes' })
    await button('Release').click()
    await page.getByRole('alert').getByText('anna held crm').waitFor()
    await page.unroute('**/api/destinations/crm')
    await page.reload()
    await page.getByText(/anna holds it since/).waitFor()
    expect(await page.getByText(/configuration changed between/).count()).toBe(0)
    rig.crm.script.delete('/crm')
    await button('Release').press('Enter')
    await page.getByText('Every lead has arrived.').waitFor()
    await rig.until(lead, 'crm', 'delivered')
    // The button is gone, and the keyboard goes on from where it was.
    await eventually(async () => expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SECTION'))
  })

  it('hold with a reason, which the history keeps', async () => {
    const { page } = visitor
    await open('alpha')
    await button('Hold…').click()
    const dialog = page.getByRole('dialog')
    await expectAccessible(page)
    expect(await dialog.getByRole('button', { name: 'Hold alpha' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('it is moved')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/anna holds it since/).waitFor()
    await page.getByRole('listitem').filter({ hasText: '■ held · anna · it is moved' }).waitFor()
    await button('Release').click()
    await page.getByText(/It takes leads since/).waitFor()
  })

  it('pause, resume, and send a test lead', async () => {
    const { page } = visitor
    await button('Pause').click()
    await page.getByText(/It is paused since/).waitFor()
    await button('Resume').click()
    await page.getByText(/It takes leads since/).waitFor()
    await button('Send a test lead').click()
    await page.getByRole('link', { name: 'The test lead is on its way: follow it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Lead' }).waitFor()
    await page.getByText('delivered').first().waitFor()
  })

  it('ask the far end what it accepts only when somebody wants to see it', async () => {
    const { page } = visitor
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await open('alpha')
    await page.getByText('calls a day: 60 of 50 used').waitFor()
    expect(asked.filter((path) => path.endsWith('/fields'))).toEqual([])
    await page.getByText('Fields of the far end').click()
    const field = page.getByRole('listitem').filter({ hasText: 'at most 80 characters' })
    expect(await field.textContent()).toBe('Email E-mail at most 80 characters · required · filled by the mapping')
    await expectAccessible(page)
  })

  it('show the far end’s words where it does not tell, and ask again', async () => {
    const { page } = visitor
    rig.crm.script.set('/broken', () => ({ status: 401 }))
    await open('broken')
    await page.getByText('Fields of the far end').click()
    await page.getByRole('alert').filter({ hasText: 'The far end of broken does not tell' }).first().waitFor()
    await expectAccessible(page)
  })

  it('say so where no destination has the id', async () => {
    const { page } = visitor
    await page.goto('/destinations/nowhere')
    await page.getByRole('alert').getByText('No destination has this id.').waitFor()
    await expectAccessible(page)
  })

  it('let a viewer read everything but what stands in the file, and do nothing', async () => {
    const other = await visit(browser, rig.hub.url)
    await signIn(other, tokens.viewer)
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    await rig.until(await rig.send('third@contoso.com'), 'crm', 'held')
    await other.page.goto('/destinations/crm')
    await other.page.getByText('Make a new one and enter it.').waitFor()
    await other.page.getByText('Ask an operator to act.').waitFor()
    await loaded(other.page)
    const acts = /Check|Release|Hold|Pause|test lead/
    expect(await other.page.getByRole('button', { name: acts }).count()).toBe(0)
    expect(await other.page.locator('body').textContent()).not.toMatch(/\$\{env:|@/)
    await eventually(() => expect(other.offences).toEqual([]))
    await other.close()
  })

  it('break no policy, ask no other host, and write no error', () => {
    expect(visitor.offences.filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([])
  })
})

async function signIn({ page }: Visitor, token: string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in with a token' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}
