/** Acts on many: what is chosen or filtered, shown first, and done exactly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Seeded, seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible } from './browser.ts'
import { type Desk, openDesk, seedUncertain } from './desk.ts'

describe.skipIf(!browserPath)('an act on many', () => {
  let desk: Desk
  let rejected: Seeded[]
  const stateOf = async (delivery: string) => (await desk.rig.get(`/api/deliveries/${delivery}`)).body.state
  const statesOf = (all: Seeded[]) => Promise.all(all.map(({ delivery }) => stateOf(delivery)))

  beforeAll(async () => {
    desk = await openDesk({
      destinations: {
        crm: {},
        twice: { settings: { repeat: 'doubles' } },
        strict: { mapping: { subject: { template: '{{ person.company }}', required: true } } },
        shop: {},
      },
    })
    const one = { state: 'rejected', class: 'rejected', code: 'TOO_LONG' }
    rejected = await seed(desk.rig.ledger.db, Array(6).fill({ ...one, destination: 'crm' }))
    await seed(desk.rig.ledger.db, [{ ...one, destination: 'strict' }])
    await seedUncertain(desk.rig, 'twice', 2)
  })
  afterAll(() => desk?.close())

  it('takes exactly the rows that were chosen by x, Shift x and the mouse', async () => {
    const { page } = desk
    await page.goto('/deliveries?destination=crm&state=rejected')
    const rows = page.getByRole('row')
    await rows.first().focus()
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+X')
    await page.getByRole('region', { name: 'Chosen rows' }).getByText('2 chosen').waitFor()
    await rows.nth(4).getByRole('checkbox').click()
    await rows.nth(0).getByRole('checkbox').click()
    await page.getByRole('region', { name: 'Chosen rows' }).getByText('2 chosen').waitFor()
    expect(await rows.nth(1).getAttribute('aria-selected')).toBe('true')
    expect(await rows.nth(2).getAttribute('aria-selected')).toBe('false')
    await expectAccessible(page)
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog', { name: 'Replay' })
    await dialog.getByText('2 chosen rows').waitFor()
    await dialog.getByText('2 deliveries go now; none is left out.').waitFor()
    await dialog.getByText(/was tried on all 2 deliveries: 2 can be sent, 0 would be refused/).waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Replay 2' }).press('Control+Enter')
    await dialog.getByText('2 of 2 queued · 2 delivered').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    // The newest row is the first.
    const [first, second, third, fourth, fifth, sixth] = [...rejected].reverse()
    expect(await statesOf([second!, fifth!])).toEqual(['delivered', 'delivered'])
    expect(await statesOf([first!, third!, fourth!, sixth!])).toEqual(Array(4).fill('rejected'))
  })

  it('on all that the filter means is confirmed again when the figures have changed, and says so', async () => {
    const { page, rig } = desk
    await page.goto('/deliveries?destination=crm&state=rejected')
    const row = page.getByRole('row').first()
    await row.focus()
    await page.keyboard.press('*')
    await page.getByText('All 4 that the filter means are chosen').waitFor()
    await page.getByRole('button', { name: 'Cancel…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel deliveries' })
    const count = dialog.getByRole('textbox')
    await dialog.getByText('4 deliveries are given up; none is left out.').waitFor()
    const now = dialog.getByRole('button', { name: 'Cancel 4' })
    expect(await now.isDisabled()).toBe(true)
    await count.fill('3')
    expect(await now.isDisabled()).toBe(true)
    await count.fill('4')
    // Somebody else is faster.
    const [oldest] = rejected
    await rig.ask('POST', `/api/deliveries/${oldest!.delivery}/cancellations`)
    await now.click()
    await dialog.getByText('The preview showed 4; there are 3 now. Nothing was changed.').waitFor()
    expect((await statesOf(rejected)).filter((state) => state === 'cancelled')).toHaveLength(1)
    await count.fill('3')
    await dialog.getByRole('button', { name: 'Cancel 3' }).click()
    await page.getByText('3 deliveries are cancelled.').waitFor()
    // The rows stay where they are, with their new state.
    await eventually(async () => expect(await page.getByRole('row').filter({ hasText: 'cancelled' }).count()).toBe(4))
  })

  it('tells what today’s mapping would refuse, before anything is sent', async () => {
    const { page } = desk
    await page.goto('/failed?destination=strict')
    await page.getByRole('button', { name: 'Replay 1…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replay' })
    await dialog.getByText(/0 can be sent, 1 would be refused before it is sent/).waitFor()
    await dialog.getByText('Show why').click()
    await dialog.getByText(/subject/).waitFor()
    await page.keyboard.press('Escape')
  })

  it('that may double asks for the number', async () => {
    const { page } = desk
    await page.goto('/failed?destination=twice')
    await page.getByRole('button', { name: 'Replay 2…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replay' })
    await dialog.getByText('2 may be there already, and cannot tell a repeat', { exact: false }).waitFor()
    const now = dialog.getByRole('button', { name: 'Replay 2' })
    expect(await now.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: /Records may be there twice/ }).fill('2')
    await now.click()
    await dialog.getByText('2 of 2 queued').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  it('is taken back by u, as far as nothing was attempted', async () => {
    const { page, rig } = desk
    await rig.ask('PUT', '/api/destinations/shop/pause')
    const held = await seed(
      rig.ledger.db,
      Array(3).fill({ destination: 'shop', state: 'exhausted', class: 'transient' }),
    )
    await page.goto('/failed?destination=shop')
    await page.getByRole('button', { name: 'Replay 3…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replay' })
    await dialog.getByRole('button', { name: 'Replay 3' }).click()
    await dialog.getByText('3 of 3 queued').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await page.getByText('3 deliveries were taken back').waitFor()
    expect(await statesOf(held)).toEqual(Array(3).fill('exhausted'))
  })

  it('settles uncertain deliveries by one word, by the keyboard alone, after the number is typed', async () => {
    const { page, rig } = desk
    const uncertain = await seedUncertain(rig, 'strict', 3)
    await page.goto('/deliveries?destination=strict')
    await page.getByRole('row').nth(3).waitFor()
    await page.getByRole('row').first().focus()
    // Three that are uncertain, and the rejected one before them.
    for (const key of ['x', 'j', 'j', 'j', 'Shift+X', 's']) await page.keyboard.press(key)
    const dialog = page.getByRole('dialog', { name: 'Settle deliveries' })
    await dialog.getByText('4 chosen rows').waitFor()
    await dialog.getByText('3 deliveries are settled; 1 is left out.').waitFor()
    await dialog.getByText('it is not uncertain').waitFor()
    const now = dialog.getByRole('button', { name: 'Settle 3' })
    await dialog.getByRole('radio', { name: /None of the records is there/ }).focus()
    await page.keyboard.press('Space')
    await dialog.getByRole('textbox', { name: /Reason/ }).fill('I looked for all three')
    expect(await now.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: /Type 3/ }).fill('3')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('3 deliveries are settled.').waitFor()
    expect(await statesOf(uncertain)).toEqual(Array(3).fill('exhausted'))
    await page.goto('/replays?of=others')
    await page.getByText('settled many').waitFor()
  })

  it('settles a group of failures, by what its filter means', async () => {
    const { page, rig } = desk
    const uncertain = await seedUncertain(rig, 'crm', 2)
    await page.goto('/failed?destination=crm')
    await page.getByRole('button', { name: 'Settle 2…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Settle deliveries' })
    await dialog.getByText('2 deliveries are settled; none is left out.').waitFor()
    await dialog.getByText('All of the records are there.').click()
    await dialog.getByRole('textbox', { name: /Reason/ }).fill('Both are in the list of the CRM')
    await dialog.getByRole('textbox', { name: /Type 2/ }).fill('2')
    await dialog.getByRole('button', { name: 'Settle 2' }).click()
    await page.getByText('2 deliveries are settled.').waitFor()
    expect(await statesOf(uncertain)).toEqual(['delivered', 'delivered'])
  })

  it('breaks no policy and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
