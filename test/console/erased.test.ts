/** What can still be done with a lead that was erased: what the hub would refuse is not offered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { browserPath } from './browser.ts'
import { type Desk, openDesk, seedUncertain } from './desk.ts'

const said = 'The lead was erased, so nothing can be sent again or looked up.'
const refusedActs = ['Replay', 'Replay…', 'Send once more…', 'Look up']

describe.skipIf(!browserPath)('an erased lead', () => {
  let desk: Desk
  let lead: string
  const ids: Record<string, string> = {}
  let uncertain: { lead: string; delivery: string }

  beforeAll(async () => {
    desk = await openDesk({
      destinations: { shop: {}, strict: {}, crm: {}, web: { settings: { finds: true, repeat: 'doubles' } } },
      routes: [{ name: 'all', offers: ['contoso.app'], to: ['shop', 'strict', 'crm'] }],
    })
    const { rig } = desk
    rig.crm.script.set('/strict', () => ({ status: 422, code: 'TOO_LONG' }))
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    lead = await rig.send('müller@contoso.com')
    for (const [destination, state] of [
      ['shop', 'delivered'],
      ['strict', 'rejected'],
      ['crm', 'held'],
    ] as const) {
      ids[destination] = (await rig.until(lead, destination, state)).id
    }
    uncertain = (await seedUncertain(rig, 'web', 1))[0]!
    for (const email of ['müller@contoso.com', 'seed0@contoso.com']) {
      await rig.ask('POST', '/api/erasures', { email })
    }
    for (const id of [lead, uncertain.lead]) {
      await eventually(async () => expect((await rig.get(`/api/leads/${id}`)).body.state).toBe('erased'))
    }
    await rig.until(lead, 'crm', 'cancelled')
  })
  afterAll(() => desk?.close())

  async function offered(): Promise<string[]> {
    const buttons = desk.page.getByRole('main').getByRole('button')
    return (await buttons.allTextContents()).filter((name) => /Replay|once more|Look up|Settle|Cancel/.test(name))
  }

  it.each([
    ['shop', []],
    ['crm', []],
    ['strict', ['Cancel…']],
  ] as const)('whose delivery is at %s has the acts there that the hub does', async (destination, acts) => {
    const { page, rig } = desk
    await page.goto(`/deliveries/${ids[destination]}`)
    await page.getByText(said).waitFor()
    expect(await offered()).toEqual(acts)
    const { status } = await rig.ask('POST', `/api/deliveries/${ids[destination]}/replays`, { again: true })
    expect(status).toBe(409)
  })

  it('that may have arrived is settled, and neither looked up nor sent again', async () => {
    const { page } = desk
    await page.goto(`/deliveries/${uncertain.delivery}`)
    await page.getByText(said).waitFor()
    expect(await offered()).toEqual(['Settle…', 'Cancel…'])
    await page.keyboard.press('r')
    await page.keyboard.press('l')
    await page.getByRole('button', { name: 'Settle…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'The record is not there.' }).check()
    await dialog.getByLabel('Reason').fill('It is not in the list')
    await dialog.getByRole('button', { name: 'Settle', exact: true }).click()
    await page.getByText('The hub gave up').waitFor()
    expect(await offered()).toEqual(['Cancel…'])
  })

  it('says on its own page why it goes nowhere', async () => {
    const { page } = desk
    await page.goto(`/leads/${lead}`)
    await page.getByText(said).waitFor()
    await page.getByRole('button', { name: 'Cancel…' }).waitFor()
    for (const name of [...refusedActs, 'Reveal', 'Approve', 'Reroute', 'Erase this person…']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0)
    }
  })

  it('is not looked up by a key on its row', async () => {
    const { page, rig } = desk
    const [again] = await seedUncertain(rig, 'web', 1)
    await rig.ask('POST', '/api/erasures', { email: 'seed0@contoso.com' })
    await eventually(async () => expect((await rig.get(`/api/leads/${again!.lead}`)).body.state).toBe('erased'))
    await page.goto('/deliveries?destination=web&state=uncertain')
    const posted: string[] = []
    page.on('request', (asked) => asked.method() === 'POST' && posted.push(new URL(asked.url()).pathname))
    await page.locator(`[data-row="${again!.delivery}"]`).focus()
    await page.keyboard.press('l')
    await page.getByText(said).first().waitFor()
    await page.keyboard.press('r')
    await page.getByRole('dialog').getByText('its lead was erased').waitFor()
    await page.keyboard.press('Escape')
    expect(posted.filter((path) => path.endsWith('/lookups'))).toEqual([])
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
