/** The pages that tell what is wrong, who was told, and whether telling works: on a real receiver of webhooks. */
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { hold, open } from '../../src/ledger/destinations.ts'
import { type Rig, type RigOptions, startRig } from '../api/rig.ts'
import { startWebhook, type WebhookFarEnd } from '../far-ends/webhook.ts'
import { eventually } from '../setup/eventually.ts'
import {
  allSightsTake,
  browserPath,
  expectAccessible,
  expectAccessibleInAll,
  openBrowser,
  type Visitor,
  visit,
} from './browser.ts'
import { signIn, signInAs } from './person.ts'

const password = 'a long password of vera'
const sending = { retry: { first: '100ms', most: '200ms' }, allowNetworks: ['127.0.0.0/8'] }

describe.skipIf(!browserPath)('the pages of alerts', () => {
  let rig: Rig
  let options: RigOptions
  let reader: WebhookFarEnd
  let broken: WebhookFarEnd
  let browser: Browser
  let visitor: Visitor

  beforeAll(async () => {
    reader = await startWebhook()
    broken = await startWebhook()
    options = {
      destinations: { sales: {}, other: {} },
      tokens: false,
      variables: { OPS: String(reader.settings['url']), SPARE: String(broken.settings['url']) },
      file: {
        channels: {
          ops: { type: 'webhook', url: '${env:OPS}', sending },
          spare: { type: 'webhook', url: '${env:SPARE}', sending, alerts: { kinds: ['flood'] } },
        },
      },
    }
    rig = await startRig(options)
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await signIn(visitor, rig)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
    await reader?.close()
    await broken?.close()
  })

  const held = () => visitor.page.getByRole('article', { name: 'held sales' })
  const channel = (id: string) => visitor.page.getByRole('article', { name: id, exact: true })
  const sent = () => reader.taken.map(({ body }) => JSON.parse(body) as { type: string; data: { kind?: string } })

  it('say that nothing is wrong, and what will stand there', async () => {
    const { page } = visitor
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor()
    await page.getByText('Nothing is wrong: no alert is open.').waitFor()
    await page.getByText('No alert has closed within a year.').waitFor()
    await expectAccessible(page)
  })

  it('show an alert as soon as it opens, with its severity in a word, and what to do', async () => {
    const { page } = visitor
    const why = { problem: '', code: 'X', status: 401, message: 'refused' }
    await hold(rig.ledger.db, 'sales', why, { probeIn: 3_600_000 })
    await rig.hub.look()
    await held().getByText('critical').waitFor()
    await held().getByText('sales is held: no lead waits.').waitFor()
    await held().getByText('Open the destination: it tells what the far end refuses').waitFor()
    expect(await held().getByRole('link', { name: 'Show the destination' }).getAttribute('href')).toBe(
      '/destinations/sales',
    )
    expect(await page.getByText('1 alert is open.').count()).toBe(1)
  })

  it('acknowledge it with a note until a moment, by keyboard, and take that back', async () => {
    const { page } = visitor
    await held().getByRole('button', { name: 'Acknowledge: held sales' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Note').fill('the vendor knows')
    await dialog.getByLabel('Until').selectOption('a moment')
    await dialog.getByLabel('Moment (Europe/Paris)').fill('2999-01-15T09:00')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await dialog.waitFor({ state: 'detached' })
    const known = page.locator('section', { has: page.getByRole('heading', { name: 'Acknowledged' }) })
    await known.getByText('Acknowledged by local').waitFor()
    await known.getByText('Note: the vendor knows').waitFor()
    const { body } = await rig.get('/api/alerts')
    expect(body.items[0].acknowledgement.until).toBe('2999-01-15T08:00:00.000Z')
    await page.getByText('No alert is open but those that are acknowledged.').waitFor()
    await expectAccessible(page)
    await held().getByRole('button', { name: 'Take it back: held sales' }).press('Enter')
    await held().getByRole('button', { name: 'Acknowledge: held sales' }).waitFor()
    await eventually(async () => expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY'))
  })

  it('tell of one alert everything: the whole text, who was told where and when, the receipt, the acts', async () => {
    const { page } = visitor
    await eventually(() => expect(sent()).toHaveLength(1))
    await held().getByRole('link', { name: 'Details: held sales' }).click()
    await page.getByRole('heading', { level: 1, name: 'Alert' }).waitFor()
    await page.getByText('Held: sales. 0 leads wait').waitFor()
    await page.getByText('leadyard check sales').waitFor()
    const told = page.getByRole('list', { name: 'Who was told' }).getByRole('listitem')
    await told.getByText('no reminder').waitFor()
    await told.getByText('accepted, nothing more is confirmed').waitFor()
    expect(await told.getByRole('link', { name: 'ops' }).count()).toBe(1)
    await page.getByText('took the acknowledgement back of').first().waitFor()
    expect(await page.title()).toBe('Alert · Leadyard')
  })

  it(
    'can be used by everybody, in both languages and themes',
    async () => {
      const { page } = visitor
      await expectAccessibleInAll(page, () => page.locator('blockquote').waitFor())
      await page.goto('/alerts')
      await expectAccessibleInAll(page, () => page.getByRole('article').first().waitFor())
    },
    2 * allSightsTake,
  )

  it('speak French in full', async () => {
    const { page } = visitor
    await page.evaluate(() => localStorage.setItem('leadyard-language', 'fr'))
    await page.goto('/alerts')
    const article = page.getByRole('article', { name: 'retenue sales' })
    await article.getByText('sales est retenue : aucun prospect n’attend.').waitFor()
    await article.getByText('Ouvrez la destination').waitFor()
    await page.evaluate(() => localStorage.removeItem('leadyard-language'))
  })

  it('test a channel, and show the receipt', async () => {
    const { page } = visitor
    await page.goto('/alerts')
    await page.getByRole('link', { name: 'Channels and messages' }).click()
    await channel('ops').getByText('works').waitFor()
    await channel('ops').getByRole('button', { name: 'Send a test message to ops' }).press('Enter')
    await channel('ops').getByText('The test message was sent').waitFor()
    expect(reader.taken).toHaveLength(2)
  })

  it(
    'test a channel that is wrong, and show the problem with its remedy',
    async () => {
      const { page } = visitor
      broken.answer(401, 'who are you?')
      await channel('spare').getByText('not used yet').waitFor()
      await channel('spare').getByRole('button', { name: 'Send a test message to spare' }).click()
      await channel('spare').getByText('The test message was not sent.').waitFor()
      await channel('spare').getByText('webhook-unauthorized').first().waitFor()
      await channel('spare').getByText('Its settings must be corrected.').waitFor()
      await expectAccessibleInAll(page, () => channel('spare').waitFor())
    },
    allSightsTake,
  )

  it('list the messages with their receipts, by channel', async () => {
    const { page } = visitor
    const rows = page.getByRole('list', { name: 'Messages' }).locator('> li')
    await eventually(async () => expect(await rows.count()).toBe(3))
    await page.getByLabel('Channel', { exact: true }).selectOption('spare')
    await eventually(async () => expect(await rows.count()).toBe(1))
    expect(page.url()).toBe(`${rig.hub.url}/alerts?of=messages&channel=spare`)
    await rows.getByText('given up').first().waitFor()
  })

  it('are told first on the overview that a channel’s settings are wrong, before an alert tells it', async () => {
    const { page } = visitor
    await page.goto('/')
    const first = page.getByRole('article', { name: 'channel spare' })
    await first.getByText('its settings are wrong').waitFor()
    await expectAccessible(page)
    await first.getByRole('link', { name: 'Show the channel' }).click()
    await channel('spare').getByText('Its settings must be corrected.').waitFor()
  })

  it('close an alert under the eyes of the reader, and keep it with its length', async () => {
    const { page } = visitor
    await page.goto('/alerts')
    await held().waitFor()
    await open(rig.ledger.db, 'sales')
    await rig.hub.look()
    // It closes when it was over for five minutes.
    await sql`update alerts set ended_at = now() - interval '10 minutes' where ended_at is not null`.execute(
      rig.ledger.db,
    )
    await eventually(async () => {
      await rig.hub.look()
      expect((await rig.get('/api/alerts?state=closed')).body.items).toHaveLength(1)
    })
    await held().waitFor({ state: 'detached' })
    const closed = page.getByRole('list', { name: 'Closed' }).getByRole('listitem')
    await closed.getByRole('link', { name: 'held · sales' }).click()
    await page.getByText('It closed').waitFor()
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
  })

  it('show the hub’s words when it refuses, and know no other alert', async () => {
    const { page } = visitor
    await page.goto('/alerts/01900000-0000-7000-8000-000000000001')
    await page.getByRole('alert').getByText('No alert has this id.').waitFor()
    await page.route('**/api/alerts?**', (asked) =>
      asked.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"detail":"Not for you."}' }),
    )
    await page.goto('/alerts')
    await page.getByRole('alert').getByText('Not for you.').first().waitFor()
    await expectAccessible(page)
    await page.unroute('**/api/alerts?**')
  })

  it('let a viewer read, and not act', async () => {
    await hold(
      rig.ledger.db,
      'other',
      { problem: '', code: 'X', status: 401, message: 'refused' },
      { probeIn: 3_600_000 },
    )
    await rig.hub.look()
    const users = [{ name: 'vera', hash: '${env:VERA}' }]
    const variables = { ...options.variables, VERA: await hashPassword(password) }
    await rig.hub.reload(rig.configure({ ...options, api: { users }, variables }))
    const viewer = await visit(browser, rig.hub.url)
    await signInAs(viewer, 'vera', password)
    const { page } = viewer
    await page.goto('/alerts')
    await page.getByRole('article', { name: 'held other' }).getByText('other is held').waitFor()
    expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0)
    await page.getByRole('link', { name: 'Channels and messages' }).click()
    await page.getByText('Operators may send a test message.').first().waitFor()
    expect(await page.getByRole('button', { name: /test message/ }).count()).toBe(0)
    expect(viewer.offences).toEqual([])
    await viewer.close()
  })

  it('break no policy, ask no other host, and write no error', () => {
    expect(visitor.offences).toEqual([])
  })
})
