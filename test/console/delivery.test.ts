/** One delivery: its state in words, what follows, the remedy or the proof, and what an operator does. */
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { browserPath, openBrowser, type Visitor, visit } from './browser.ts'
import { expectPageInBothLanguages } from './languages.ts'

describe.skipIf(!browserPath)('the page of a delivery', () => {
  let rig: Rig
  let browser: Browser
  let anna: Visitor
  let reader: Visitor
  const ids: Record<string, string> = {}
  const approve = 'contoso.campus'

  beforeAll(async () => {
    rig = await startRig({
      destinations: {
        shop: {},
        crm: {},
        strict: {},
        slow: {},
        web: { settings: { finds: true, repeat: 'doubles' } },
        mail: {},
      },
      routes: [
        { name: 'all', offers: ['contoso.app'], to: ['shop', 'crm', 'strict', 'slow'] },
        { name: 'campus', offers: [approve], to: ['shop'] },
        { name: 'campus-mail', offers: [approve], to: ['mail'], education: 'approve' },
      ],
    })
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    rig.crm.script.set('/strict', () => ({ status: 422, code: 'TOO_LONG' }))
    rig.crm.script.set('/slow', () => ({ status: 503, code: 'BUSY' }))
    const lead = await rig.send('müller@contoso.com')
    for (const [destination, state] of [
      ['shop', 'delivered'],
      ['crm', 'held'],
      ['strict', 'rejected'],
      ['slow', 'waiting'],
    ] as const) {
      ids[destination] = (await rig.until(lead, destination, state)).id
    }
    browser = await openBrowser()
    anna = await visit(browser, rig.hub.url)
    reader = await visit(browser, rig.hub.url)
    await signIn(anna, tokens.operator)
    await signIn(reader, tokens.viewer)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  async function signIn({ page }: Visitor, token: string): Promise<void> {
    await page.goto('/settings')
    await page.getByLabel('Token').fill(token)
    await page.getByRole('button', { name: 'Sign in with a token' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  }
  const show = async (id = '') => (await rig.get(`/api/deliveries/${id}`)).body
  const uncertain = async () => {
    const [made] = await seed(rig.ledger.db, [
      { destination: 'web', state: 'uncertain', class: 'uncertain', code: 'LOST' },
    ])
    const id = made?.delivery ?? ''
    await sql`
      update deliveries set may_be_there = true, generation = 1, status = 500, settled_at = now(), first_attempt_at = now()
      where id = ${id}::uuid`.execute(rig.ledger.db)
    return id
  }

  it('that is held tells the vendor’s words, the cause, the remedy, and when the hub looks again', async () => {
    const { page } = anna
    await page.goto(`/deliveries/${ids['crm']}`)
    await page.getByText('Its destination is held, so it waits there.').waitFor()
    await page.getByText(/The hub looks at the destination by itself: \d?\d:\d\d:\d\d/).waitFor()
    await page.getByText('The access token has ended.').waitFor()
    expect(await page.locator('ol > li').allTextContents()).toEqual(
      expect.arrayContaining(['Open Settings, Tokens.', 'Make a new one and enter it.']),
    )
    const link = page.getByRole('link', { name: 'Documentation of the vendor' })
    expect(await link.getAttribute('href')).toBe('https://example.com/tokens')
  })

  it('that waits tells its next attempt, and shows every attempt as it is made', async () => {
    const { page } = anna
    await page.goto(`/deliveries/${ids['slow']}`)
    await page.getByText('The last attempt failed, and the failure will pass.').waitFor()
    await page.getByText(/The next attempt follows by itself/).waitFor()
    const { attemptCount } = await show(ids['slow'])
    await page.getByText(`Attempt ${attemptCount + 1}`, { exact: true }).waitFor()
    rig.crm.script.delete('/slow')
    await page.getByText('It arrived, and the receipt is the proof.').waitFor()
    await page.getByText('Nothing follows.').waitFor()
  })

  it('that was delivered shows the receipt with its link, and is sent once more only after a word', async () => {
    const { page } = anna
    await page.goto(`/deliveries/${ids['shop']}`)
    const open = page.getByRole('link', { name: 'Open the record' }).first()
    expect(await open.getAttribute('href')).toBe(`https://crm.example.com/r-${ids['shop']}`)
    await page.getByText(`r-${ids['shop']}`).first().waitFor()
    const again = page.getByRole('button', { name: 'Send once more…' })
    await again.press('Enter')
    await page.getByRole('dialog').getByText('A second time may make a second record').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await again.evaluate((one) => one === document.activeElement)).toBe(true)
    expect(rig.crm.taken('/shop')).toHaveLength(1)
    await again.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send once more' }).click()
    await page.getByText('2 attempts').waitFor()
    expect(rig.crm.taken('/shop')).toHaveLength(2)
  })

  it('is replayed, and taken back before an attempt', async () => {
    const { page } = anna
    await rig.ask('PUT', '/api/destinations/strict/pause')
    await page.goto(`/deliveries/${ids['strict']}`)
    await page.getByText('The far end refused this record.').waitFor()
    await page.getByText('Nothing follows by itself: a person has to act.').waitFor()
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByText('It is in line and goes when there is room.').waitFor()
    expect((await show(ids['strict'])).state).toBe('queued')
    await page.getByRole('button', { name: 'Take the replay back' }).click()
    await page.getByText('The far end refused this record.').waitFor()
    expect((await show(ids['strict'])).state).toBe('rejected')
    await page.getByText(/sent again by anna; it was rejected; taken back/).waitFor()
  })

  it('is cancelled after a word, unless somebody was faster', async () => {
    const { page } = anna
    const id = ids['strict']
    await page.goto(`/deliveries/${id}`)
    const cancel = page.getByRole('button', { name: 'Cancel…' })
    await cancel.waitFor()
    // The page does not hear of it in time.
    await page.route(`**/api/deliveries/${id}`, (asked) => asked.abort())
    await rig.ask('POST', `/api/deliveries/${id}/replays`)
    await cancel.click()
    await page.getByRole('button', { name: 'Cancel the delivery' }).click()
    await page.getByRole('alert').getByText('anna sent it again').first().waitFor()
    await page.unroute(`**/api/deliveries/${id}`)
    await page.reload()
    await cancel.click()
    await page.getByRole('button', { name: 'Cancel the delivery' }).click()
    await page.getByText('A person gave it up, or its lead was erased.').waitFor()
    expect((await show(id)).state).toBe('cancelled')
  })

  it('that is uncertain is looked up', async () => {
    const { page } = anna
    const id = await uncertain()
    rig.crm.keep('/web', id)
    await page.goto(`/deliveries/${id}`)
    await page.getByText('It may have arrived: no answer told.').waitFor()
    await page.getByRole('button', { name: 'Look up' }).click()
    await page.getByText('It arrived, and the receipt is the proof.').waitFor()
    await page.getByText('Settled by anna, who had it looked up.').waitFor()
    expect((await show(id)).receipt).toMatchObject({ outcome: 'already-there', reference: `r-${id}` })
  })

  it('that is uncertain is settled by the word of an operator, with the reason', async () => {
    const { page } = anna
    const id = await uncertain()
    await page.goto(`/deliveries/${id}`)
    await page.getByRole('button', { name: 'Settle…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'The record is there.' }).check()
    await dialog.getByLabel('Id of the record').fill('000123')
    await dialog.getByLabel('Address of the record').fill('https://crm.example.com/000123')
    await dialog.getByLabel('Reason').fill('I see it in the list')
    await dialog.getByRole('button', { name: 'Settle', exact: true }).click()
    await page.getByText('Settled by anna, who said so.').waitFor()
    await page.getByText('Reason: I see it in the list').waitFor()
    const open = page.getByRole('link', { name: 'Open the record' })
    expect(await open.getAttribute('href')).toBe('https://crm.example.com/000123')
    expect(await show(id)).toMatchObject({ state: 'delivered', receipt: { reference: '000123', settledBy: 'anna' } })
  })

  it('whose lead waits for approval elsewhere lets it go', async () => {
    const { page } = anna
    const lead = await rig.send('student@contoso.edu', approve)
    const { id } = await rig.until(lead, 'shop', 'delivered')
    await page.goto(`/deliveries/${id}`)
    await page.getByText('The lead waits for approval: mail').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await rig.until(lead, 'mail', 'delivered')
    await page.getByText('The lead waits for approval').waitFor({ state: 'detached' })
  })

  it('shows a viewer the remedy, and neither a person nor a button', async () => {
    const { page } = reader
    await page.goto(`/deliveries/${ids['crm']}`)
    await page.getByText('Make a new one and enter it.').waitFor()
    await page.getByText('Ask an operator to act.').waitFor()
    expect(await page.locator('main').getByRole('button').count()).toBe(0)
    expect(await page.locator('body').textContent()).not.toMatch(/@|Fabrikam|müller/i)
  })

  it.each(['crm', 'shop', 'strict'])('to %s can be used by everybody', async (destination) => {
    const { page } = anna
    await expectPageInBothLanguages(page, `/deliveries/${ids[destination]}`, () =>
      page.getByRole('link', { name: destination, exact: true }).waitFor(),
    )
    expect(await page.title()).toBe('Livraison · Leadyard')
  })

  it('that does not exist is told in the hub’s words', async () => {
    const { page } = anna
    await page.goto(`/deliveries/${uuid()}`)
    await page.getByRole('alert').getByText('No delivery has this id.').waitFor()
    expect([...anna.offences, ...reader.offences]).toEqual([])
  })
})
