/** What has not arrived, by cause. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible } from './browser.ts'
import { type Desk, openDesk, seedUncertain, speak } from './desk.ts'

describe.skipIf(!browserPath)('the page of failures', () => {
  let desk: Desk
  const group = (name: string | RegExp) => desk.page.getByRole('article', { name })

  beforeAll(async () => {
    desk = await openDesk({
      destinations: {
        crm: {},
        shop: {},
        blind: { settings: { repeat: 'doubles', finds: true } },
        mute: { settings: { checks: false } },
      },
      // A lead goes to the held destination alone.
      routes: [{ name: 'all', offers: ['contoso.*'], to: ['crm'] }],
    })
    const { rig } = desk
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    const first = await rig.send('first@contoso.com')
    await rig.until(first, 'crm', 'held')
    const second = await rig.send('second@contoso.com')
    await rig.until(second, 'crm', 'held')
    await seed(rig.ledger.db, [
      { destination: 'shop', state: 'rejected', class: 'rejected', code: 'TOO_LONG' },
      { destination: 'shop', state: 'rejected', class: 'rejected', code: 'TOO_LONG' },
      { destination: 'shop', state: 'rejected', class: 'internal' },
      { destination: 'shop', state: 'waiting', class: 'transient', code: 'HTTP_503' },
    ])
    await seedUncertain(rig, 'blind', 2)
  })
  afterAll(() => desk?.close())

  it('opens on groups: the vendor’s wording, the cause and the remedy; what recovers by itself stands apart', async () => {
    const { page } = desk
    await page.goto('/failed')
    const needsYou = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Needs you' }) })
    await needsYou.getByText('The access token has ended.').first().waitFor()
    await group('crm held crm-token-ended').getByText('Make a new one and enter it.').waitFor()
    const itself = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Recovers by itself' }) })
    await itself.getByText('HTTP_503').first().waitFor()
    expect(await itself.getByText('TOO_LONG').count()).toBe(0)
    await expectAccessible(page)
  })

  it.each([
    ['a group with a code', 'TOO_LONG', 2],
    ['a group without a problem and a code', '', 1],
  ])('shows the deliveries of %s alone', async (_, code, count) => {
    const { page } = desk
    await page.goto('/failed?destination=shop&state=rejected')
    const cards = page.getByRole('article')
    const card = code === '' ? cards.filter({ hasNotText: 'TOO_LONG' }) : cards.filter({ hasText: code })
    await card.getByRole('link', { name: /Show the deliver/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Deliveries' }).waitFor()
    await page.getByText(`${count} ${count === 1 ? 'delivery' : 'deliveries'}`).waitFor()
    expect(await page.getByRole('row').count()).toBe(count)
    if (code === '') expect(page.url()).toContain('problem=none&code=none')
  })

  it('shows all that one hold keeps back as one group, tried or not', async () => {
    const { page } = desk
    await page.goto('/failed?destination=crm')
    await group('crm held crm-token-ended').getByText('2 deliveries').waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    await group('crm held').getByRole('link', { name: 'Show the deliveries' }).click()
    await page.getByRole('heading', { level: 1, name: 'Deliveries' }).waitFor()
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(2))
  })

  it('offers no act that can never work: a check and a look-up where the far end cannot be asked', async () => {
    const { page, rig } = desk
    await seedUncertain(rig, 'mute', 1)
    await rig.ask('PUT', '/api/destinations/mute/hold', { reason: 'The receiver is being moved.' })
    const [waits] = await seed(rig.ledger.db, [{ destination: 'mute', state: 'held' }])
    await page.goto('/failed?destination=mute')
    await group('mute held').getByRole('button', { name: 'Release' }).waitFor()
    expect(await group('mute held').getByRole('button', { name: 'Check now' }).count()).toBe(0)
    await group('mute uncertain').getByRole('button', { name: 'Replay 1…' }).waitFor()
    expect(
      await group('mute uncertain')
        .getByRole('button', { name: /Look up/ })
        .count(),
    ).toBe(0)
    // A reason that an operator gave is no problem of a vendor.
    await group('mute held').getByText('The receiver is being moved.').waitFor()
    expect(await page.getByText('This is no documented problem.').count()).toBe(0)
    await page.goto('/')
    const item = page.getByRole('article', { name: 'held mute' })
    await item.getByRole('button', { name: 'Release' }).waitFor()
    expect(await item.getByRole('button', { name: 'Check now' }).count()).toBe(0)
    await rig.ask('DELETE', '/api/destinations/mute/hold')
    await rig.until(waits!.lead, 'mute', 'delivered')
  })

  it('looks a group up at the far end, and shows what was found', async () => {
    const { page, rig } = desk
    await page.goto('/failed?state=uncertain')
    const [one] = (await rig.get('/api/deliveries?state=uncertain&destination=blind')).body.items
    rig.crm.keep('/blind', one.id)
    await page.getByRole('button', { name: 'Look up 2…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Look up' })
    await dialog.getByText('2 deliveries go now; none is left out.').waitFor()
    await dialog.getByRole('button', { name: 'Look up 2' }).click()
    await dialog.getByText('1 found · 1 absent · 0 could not be looked up · of 2').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Close' }).click()
    expect((await rig.get(`/api/deliveries/${one.id}`)).body.state).toBe('delivered')
  })

  it('says when nothing matches, and a click takes the last filter away', async () => {
    const { page } = desk
    await page.goto('/failed?destination=shop&state=exhausted')
    await page.getByText('Nothing matches').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Take the last filter away' }).click()
    await page.waitForURL('**/failed?destination=shop')
    await page.getByText('TOO_LONG').first().waitFor()
  })

  it('says what is wrong when the hub cannot answer, keeps what is shown, and asks again', async () => {
    const { page } = desk
    await page.goto('/failed?destination=shop')
    await page.getByText('TOO_LONG').first().waitFor()
    await page.route('**/api/backlog?**', (asked) =>
      asked.fulfill({
        status: 503,
        contentType: 'application/json',
        body: '{"detail":"The ledger cannot be reached."}',
      }),
    )
    await desk.rig.ask('PUT', '/api/destinations/shop/pause')
    await page.getByRole('alert').getByText('The ledger cannot be reached.').waitFor()
    await page.getByText('What is shown is as of').waitFor()
    expect(await page.getByText('TOO_LONG').count()).toBeGreaterThan(0)
    await page.unroute('**/api/backlog?**')
    await page.getByRole('button', { name: 'Ask again' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await desk.rig.ask('DELETE', '/api/destinations/shop/pause')
  })

  it.each(['/failed', '/deliveries?destination=shop', '/deliveries?destination=nothing'])(
    '%s is the same in French',
    async (path) => {
      const { page } = desk
      await page.goto(path)
      await speak(page, 'fr')
      await page.getByRole('heading', { level: 1, name: /Échecs|Livraisons/ }).waitFor()
      await expectAccessible(page)
      await speak(page, 'en')
    },
  )

  it('breaks no policy and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
