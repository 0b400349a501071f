/** Everything about one lead, and the acts on its deliveries. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible } from './browser.ts'
import { type Desk, openDesk, seedUncertain, speak } from './desk.ts'

describe.skipIf(!browserPath)('the page of a lead', () => {
  let desk: Desk
  let lead: string
  const card = (destination: string) => desk.page.getByRole('article', { name: destination, exact: true })
  const show = async (id: string) => {
    await desk.page.goto(`/leads/${id}`)
    await desk.page.getByRole('heading', { level: 1, name: 'Lead' }).waitFor()
  }
  const stateOf = async (id: string) => (await desk.rig.get(`/api/deliveries/${id}`)).body.state

  beforeAll(async () => {
    desk = await openDesk({
      rules: { education: 'approve' },
      destinations: { shop: {}, strict: {}, finder: { settings: { finds: true } }, other: {} },
      routes: [
        { name: 'all', offers: ['contoso.*'], to: ['shop', 'strict'] },
        { name: 'consulting', offers: ['fabrikam.*'], to: ['other'] },
      ],
    })
    desk.rig.crm.script.set('/strict', () => ({ status: 422, code: 'TOO_LONG' }))
    await desk.rig.send('maria@contoso.com', 'contoso.cloud')
    lead = await desk.rig.send('maria@contoso.com')
    await desk.rig.until(lead, 'shop', 'delivered')
    await desk.rig.until(lead, 'strict', 'rejected')
  })
  afterAll(() => desk?.close())

  it('tells where it is with the receipt, why, what happened, and the person’s other offers', async () => {
    const { page } = desk
    await show(lead)
    await card('shop').getByText('delivered').waitFor()
    await card('shop').getByRole('link', { name: 'Open the record' }).waitFor()
    await card('shop')
      .getByText(/route all/)
      .waitFor()
    await page
      .getByText('1 destination it did not go to, and why')
      .or(page.getByText(/destinations it did not go to/))
      .click()
    await page.getByText(/^other:/).waitFor()
    await page.getByText('strict, attempt 1').waitFor()
    await page.getByRole('link', { name: 'contoso.cloud' }).waitFor()
    await page.getByText('Known to: shop').waitFor()
    expect(await page.content()).not.toContain('maria@')
    await expectAccessible(page)
  })

  it('is tried again without sending', async () => {
    const { page, rig } = desk
    await show(lead)
    const posted = rig.crm.posted.length
    await page.getByRole('button', { name: 'Dry run' }).click()
    const dryRun = page.getByRole('dialog', { name: 'Dry run' })
    await dryRun.getByText(/shop: by route all. It can be sent./).waitFor()
    expect(await dryRun.textContent()).not.toContain('maria')
    await expectAccessible(page)
    await dryRun.getByRole('button', { name: 'Close' }).click()
    expect(rig.crm.posted).toHaveLength(posted)
  })

  it('sends a rejected delivery again, unless somebody was faster', async () => {
    const { page, rig } = desk
    const [strict] = (await rig.get(`/api/deliveries?lead=${lead}&destination=strict`)).body.items
    await show(lead)
    const replay = card('strict').getByRole('button', { name: 'Replay' })
    await replay.waitFor()
    // The page does not hear of it in time.
    await page.route(`**/api/leads/${lead}`, (asked) => asked.abort())
    await rig.ask('POST', `/api/deliveries/${strict.id}/cancellations`)
    await replay.click()
    await card('strict').getByRole('alert').getByText('local cancelled it').waitFor()
    await card('strict')
      .getByRole('alert')
      .getByText(/cancelled now. Nothing was done/)
      .waitFor()
    await page.unroute(`**/api/leads/${lead}`)
    rig.crm.script.delete('/strict')
    await show(lead)
    await replay.click()
    await card('strict').getByText('delivered').first().waitFor()
    expect(await stateOf(strict.id)).toBe('delivered')
  })

  it('looks an uncertain delivery up: absent, then found', async () => {
    const { page, rig } = desk
    const [one, two] = await seedUncertain(rig, 'finder', 2)
    rig.crm.keep('/finder', two!.delivery)
    await show(two!.lead)
    await card('finder').getByRole('button', { name: 'Look up' }).waitFor()
    await page.keyboard.press('l')
    await card('finder').getByText('The far end has it:').waitFor()
    expect(await stateOf(two!.delivery)).toBe('delivered')
    await show(one!.lead)
    await card('finder').getByRole('button', { name: 'Look up' }).click()
    await card('finder').getByText('The far end does not have it.', { exact: false }).waitFor()
    await expectAccessible(page)
    expect(await stateOf(one!.delivery)).toBe('exhausted')
  })

  it('offers no look-up where the far end cannot be asked, and settles by a person’s word', async () => {
    const { page, rig } = desk
    const [one] = await seedUncertain(rig, 'other', 1)
    await show(one!.lead)
    await card('other').getByRole('button', { name: 'Settle…' }).waitFor()
    expect(await card('other').getByRole('button', { name: 'Look up' }).count()).toBe(0)
    await page.keyboard.press('s')
    const dialog = page.getByRole('dialog', { name: 'Settle the delivery to other' })
    const settle = dialog.getByRole('button', { name: 'Settle' })
    expect(await settle.isDisabled()).toBe(true)
    await dialog.getByRole('radio', { name: /The record is there/ }).check()
    await dialog.getByLabel('Id of the record').fill('318204')
    await dialog.getByLabel('Address of the record').fill('javascript:alert(1)')
    await dialog.getByLabel('Reason').fill('Seen in the list of contacts')
    expect(await settle.isDisabled()).toBe(true)
    await dialog.getByLabel('Address of the record').fill('https://crm.example.com/318204')
    await expectAccessible(page)
    await dialog.getByLabel('Reason').press('Control+Enter')
    await card('other').getByText('318204').waitFor()
    await card('other').getByText('settled by local').waitFor()
    const { body } = await rig.get(`/api/deliveries/${one!.delivery}`)
    expect(body.receipt).toMatchObject({ reference: '318204', link: 'https://crm.example.com/318204' })
    expect(body.settlement.reason).toBe('Seen in the list of contacts')
  })

  it('lets a lead go that waits for approval', async () => {
    const { page, rig } = desk
    const waiting = await rig.send('student@contoso.edu')
    await eventually(async () => expect((await rig.get(`/api/leads/${waiting}`)).body.state).toBe('suppressed'))
    await show(waiting)
    await page.getByRole('button', { name: 'Approve' }).click()
    await card('shop').getByText('delivered').first().waitFor()
    await rig.until(waiting, 'shop', 'delivered')
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  })

  it('cancels a delivery after a question', async () => {
    const { page, rig } = desk
    const [one] = await seedUncertain(rig, 'other', 1)
    await show(one!.lead)
    await card('other').getByRole('button', { name: 'Cancel…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the delivery' }).click()
    await card('other').getByText('cancelled').first().waitFor()
    expect(await stateOf(one!.delivery)).toBe('cancelled')
  })

  it('erases the person after the number of leads is typed', async () => {
    const { page, rig } = desk
    await show(lead)
    await page.getByRole('button', { name: 'Erase this person…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase this person' })
    await dialog.getByText('2 leads of this person are erased here').waitFor()
    await expectAccessible(page)
    const erase = dialog.getByRole('button', { name: 'Erase the person' })
    expect(await erase.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('2')
    // Another lead of the person comes in meanwhile.
    const third = await rig.send('maria@contoso.com', 'contoso.data')
    await rig.until(third, 'shop', 'delivered')
    await erase.click()
    await dialog.getByText('3 leads of this person are erased here').waitFor()
    expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('routed')
    await dialog.getByRole('textbox').fill('3')
    await erase.click()
    await dialog.getByText('3 of 3 leads erased.').waitFor()
    expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('erased')
  })

  it('is the same in French, and breaks no policy', async () => {
    const { page } = desk
    const [one] = await seedUncertain(desk.rig, 'other', 1)
    await show(one!.lead)
    await speak(page, 'fr')
    await page.getByRole('heading', { level: 1, name: 'Prospect' }).waitFor()
    await page.getByRole('button', { name: 'Régler…' }).click()
    await page.getByRole('dialog', { name: 'Régler la livraison vers other' }).waitFor()
    await expectAccessible(page)
    await speak(page, 'en')
    expect(desk.visitor.offences).toEqual([])
  })
})
