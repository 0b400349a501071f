/** Why an act on many leaves something out, as its dialog tells it in both languages: by the hub's code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulk as en } from '../../console/texts/en/bulk.ts'
import { bulk as fr } from '../../console/texts/fr/bulk.ts'
import { leftOutCodes } from '../../src/operations/left-out.ts'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath } from './browser.ts'
import { type Desk, openDesk, seedUncertain, speak } from './desk.ts'

it.each(leftOutCodes)('%s has a sentence in both languages', (code) => {
  expect(en.leftOut[code]).toBeTruthy()
  expect(fr.leftOut[code]).toBeTruthy()
  expect(fr.leftOut[code]).not.toBe(en.leftOut[code])
})

describe.skipIf(!browserPath)('the dialog of an act on many', () => {
  let desk: Desk
  const { leftOut: said } = fr

  beforeAll(async () => {
    desk = await openDesk({ destinations: { crm: {}, plain: {} } })
    const { rig, page } = desk
    await seed(
      rig.ledger.db,
      ['delivered', 'cancelled', 'rejected'].map((state) => ({ destination: 'crm', state })),
    )
    await seedUncertain(rig, 'plain', 2)
    await rig.ask('POST', '/api/erasures', { email: 'seed1@contoso.com' })
    await eventually(async () =>
      expect((await rig.get('/api/leads?state=erased&count=true')).body.count).toBeGreaterThanOrEqual(2),
    )
    await speak(page, 'fr')
  })
  afterAll(() => desk?.close())

  /** Chooses all rows and presses the button: by a filter, or row by row. */
  async function ask(address: string, act: string, how: 'filter' | 'rows'): Promise<string> {
    const { page } = desk
    await page.goto(address)
    const rows = page.locator('[data-row]')
    await rows.first().focus()
    if (how === 'filter') await page.keyboard.press('*')
    else for (const box of await rows.getByRole('checkbox').all()) await box.click()
    await page.getByRole('region', { name: 'Lignes choisies' }).getByRole('button', { name: act }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Laissées de côté :').waitFor()
    const text = (await dialog.textContent()) ?? ''
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    return text
  }

  it.each([
    ['Renvoyer', '/deliveries?destination=crm', 'filter', [said['not-named'], said.delivered]],
    ['Renvoyer', '/deliveries?destination=crm', 'rows', [said.gone, said['in-line']]],
    ['Abandonner', '/deliveries?destination=crm', 'filter', [said.cancelled, said.delivered]],
    ['Rechercher', '/deliveries?destination=plain', 'filter', [said.gone, said['no-look-up']]],
    ['Rechercher', '/deliveries?destination=crm', 'rows', [said['not-uncertain']]],
    ['Régler', '/deliveries?destination=crm', 'rows', [said.delivered, said['not-uncertain']]],
    ['Réaiguiller', '/leads?state=erased', 'rows', [said['not-stranded']]],
    ['Approuver', '/leads?state=erased', 'rows', [said['not-waiting']]],
  ] as const)('%s at %s, by %s, says in French why', async (act, address, how, reasons) => {
    const text = await ask(address, act, how)
    for (const reason of reasons) expect(text).toContain(reason)
    expect(text).not.toMatch(/\b(it|its|is|the|state|arrived|uncertain)\b/)
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
