/** What an operator does in a morning, by any hand and in any language. */

import type { Page } from 'playwright-core'
import { createTranslator } from 'use-intl/core'
import { expect } from 'vitest'
import { bulk } from '../../../console/texts/en/bulk.ts'
import en from '../../../console/texts/en.ts'
import { bulk as enBloc } from '../../../console/texts/fr/bulk.ts'
import fr from '../../../console/texts/fr.ts'
import { eventually } from '../../setup/eventually.ts'
import { rowsOf } from '../desk.ts'
import { type Day, ivanov, muller, password } from './day.ts'
import type { Hand } from './hand.ts'

export interface Walk {
  day: Day
  page: Page
  hand: Hand
  /** A text of the console. */
  say(key: string, values?: Record<string, string | number>): string
}

export function speaking(locale: 'en' | 'fr'): Walk['say'] {
  return createTranslator({
    locale,
    messages: locale === 'fr' ? { ...fr, ...enBloc } : { ...en, ...bulk },
  }) as unknown as Walk['say']
}

/** Milliseconds for what a busy machine does in the background. */
const patience = { timeout: 45_000 }

export async function signIn({ page, hand, say }: Walk, name: string): Promise<void> {
  await page.goto('/')
  await hand.type(page.getByRole('textbox', { name: say('signIn.name') }), name)
  await hand.type(page.getByLabel(say('signIn.password')), password)
  await hand.press(page.getByRole('button', { name: say('signIn.signIn'), exact: true }))
  await page.getByRole('heading', { level: 1, name: say('overview.title') }).waitFor()
}

async function goTo({ page, hand, say }: Walk, place: 'overview' | 'failed' | 'leads'): Promise<void> {
  const pages = page.getByRole('navigation', { name: say('shell.places') })
  await hand.press(pages.getByRole('link', { name: say(`shell.${place}`), exact: true }))
  await page.getByRole('heading', { level: 1, name: say(`shell.${place}`), exact: true }).waitFor()
}

const held = ({ page, say }: Walk) => page.getByRole('article', { name: `${say('toDo.name.held')} crm-eu` })

/** Microsoft's sentence and the steps that help stand on the first page, and the far end refuses still. */
export async function readRemedy(walk: Walk): Promise<void> {
  const { page, hand, say } = walk
  await held(walk).getByText('Invalid client secret is provided.').first().waitFor(patience)
  expect(await held(walk).getByRole('listitem').count()).toBeGreaterThan(2)
  // The setting is marked as one.
  await held(walk).getByRole('code').getByText('applicationKey', { exact: true }).waitFor()
  expect(await held(walk).textContent()).not.toContain('`')
  await hand.press(held(walk).getByRole('link', { name: say('toDo.next.held') }))
  await page.getByRole('heading', { level: 1, name: 'crm-eu' }).waitFor()
  await page.getByText('dynamics-invalid-client-secret').first().waitFor()
  await hand.press(page.getByRole('button', { name: say('acts.check') }))
  await page.getByRole('status').getByText(say('checks.refused'), { exact: false }).waitFor()
}

/** The setting is changed in the file; the page that stands open tells that the leads go. */
export async function watchRelease(walk: Walk): Promise<void> {
  const { day, page, hand, say } = walk
  await goTo(walk, 'overview')
  await held(walk).waitFor()
  await page.evaluate(() => Object.assign(globalThis, { stays: true }))
  await day.enterRightKey()
  await held(walk).waitFor({ state: 'detached', ...patience })
  await hand.press(page.getByRole('link', { name: 'crm-eu', exact: true }).first())
  await page.getByText(say('destination.allArrived')).waitFor(patience)
  expect(await page.evaluate(() => 'stays' in globalThis)).toBe(true)
}

/** What `partner` refused goes again, until half of it is there; the rest is taken back. */
export async function replayAndUndo(walk: Walk, count: number): Promise<void> {
  const { day, page, hand, say } = walk
  await goTo(walk, 'failed')
  day.farEnds.partner.takeOnly(count / 2)
  const group = page.getByRole('article', { name: `partner ${say('states.rejected')}` })
  // The words of the status that came, not of the first in the catalogue.
  await group.getByText('422 Unprocessable Content').first().waitFor()
  await hand.press(group.getByRole('button', { name: say('group.replay', { count }) }))
  const dialog = page.getByRole('dialog', { name: say('bulk.replayTitle') })
  await dialog.getByText(`partner · ${say('states.rejected')} · https-refused-record · HTTP_422`).waitFor()
  await dialog.getByText(say('plan.total', { total: count, left: 0 })).waitFor()
  await hand.press(dialog.getByRole('button', { name: say('bulk.replayNow', { count }) }))
  const progress = { done: count, total: count, delivered: count / 2, inLine: count / 2, failed: 0 }
  await dialog.getByText(say('replay.done', progress)).waitFor(patience)
  // One is being sent, and waits for its answer.
  const back = count / 2 - 1
  await hand.press(dialog.getByRole('button', { name: say('undo.undo') }))
  await hand.press(dialog.getByRole('button', { name: say('undo.confirm', { count: back }) }))
  await dialog.getByText(say('work.takenBack', { count: back }), { exact: false }).waitFor(patience)
  day.farEnds.partner.calm()
  await dialog.getByText(say('replay.done', { ...progress, delivered: count / 2 + 1, inLine: 0 })).waitFor(patience)
  await hand.press(dialog.getByRole('button', { name: say('replay.close') }))
  await group.getByText(String(back), { exact: true }).waitFor()
  expect(day.farEnds.partner.taken).toHaveLength(count / 2 + 1)
}

export interface Found {
  muller: string
  ivanov: string
}

/** By the beginning of a name in two scripts, and by the receipt of a CRM. The text stands in no address. */
export async function find(walk: Walk, leads: Found): Promise<void> {
  const { page, hand, say } = walk
  await goTo(walk, 'leads')
  const box = page.getByRole('searchbox')
  const only = async (text: string, lead: string) => {
    await hand.type(box, text)
    await eventually(async () => expect(await rowsOf(page)).toEqual([lead]))
  }
  await only('mül', leads.muller)
  await only('ива', leads.ivanov)
  await hand.press(page.getByRole('row').first())
  await page.getByRole('heading', { level: 1, name: say('lead.title'), exact: true }).waitFor()
  const card = page.getByRole('article', { name: 'crm-eu' })
  const receipt = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec((await card.textContent()) ?? '')?.[0]
  expect(receipt).toBeDefined()
  await goTo(walk, 'leads')
  await only(receipt!, leads.ivanov)
  expect(page.url()).toBe(`${walk.day.url}/leads`)
}

/** `desk` may have the lead. The operator looked there, and says so. */
export async function settle(walk: Walk): Promise<void> {
  const { page, hand, say } = walk
  await goTo(walk, 'overview')
  const uncertain = page.getByRole('article', { name: `${say('toDo.name.uncertain')} desk` })
  await hand.press(uncertain.getByRole('link', { name: say('toDo.next.uncertain') }))
  await hand.press(page.getByRole('link', { name: say('group.deliveries', { count: 1 }) }))
  await page.getByRole('heading', { level: 1, name: say('deliveries.title') }).waitFor()
  await hand.press(page.getByRole('row').first())
  await page.getByRole('heading', { level: 1, name: say('lead.title'), exact: true }).waitFor()
  const card = page.getByRole('article', { name: 'desk' })
  await hand.press(card.getByRole('button', { name: say('settle.settleIt') }))
  const dialog = page.getByRole('dialog', { name: say('settle.title', { destination: 'desk' }) })
  const arrived = dialog.getByRole('radio', { name: say('settle.arrived'), exact: false })
  await hand.press(arrived)
  await hand.type(dialog.getByRole('textbox', { name: say('settle.reference') }), 'desk-4711')
  await hand.type(dialog.getByRole('textbox', { name: say('settle.reason') }), 'seen in the list of the desk')
  await hand.press(dialog.getByRole('button', { name: say('settle.settle'), exact: true }))
  await dialog.waitFor({ state: 'detached' })
  await card.getByText('desk-4711').waitFor()
  await card.getByRole('heading').getByText(say('states.delivered')).waitFor()
}

/** The leads of the morning, as they stand when somebody comes to work. */
export async function sendMorning(day: Day, refused: number): Promise<Found> {
  const found = {
    muller: await day.send(muller, 'tailspin.router-pro'),
    ivanov: await day.send(ivanov, 'tailspin.router-pro'),
  }
  await day.sendMany(4, 'tailspin.router-pro')
  await day.sendMany(3, 'tailspin.router-cloud')
  await day.sendMany(refused, 'tailspin.consulting-days')
  await day.sendMany(1, 'tailspin.desk')
  await eventually(() => expect(day.farEnds.partner.requests).toHaveLength(refused), patience)
  return found
}

/** The whole path. */
export async function walkMorning(walk: Walk, leads: Found, refused: number): Promise<void> {
  await signIn(walk, 'anna')
  await readRemedy(walk)
  await watchRelease(walk)
  await replayAndUndo(walk, refused)
  await find(walk, leads)
  await settle(walk)
}
