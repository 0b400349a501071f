import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hold } from '../../src/ledger/destinations.ts'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { temporaryFolder } from './folder.ts'
import { run } from './run.ts'

let rig: Rig
beforeAll(async () => {
  const channels = { 'ops-mail': { type: 'notes', url: 'http://127.0.0.1:1' } }
  rig = await startRig({ destinations: { 'crm-eu': {}, 'crm-us': {} }, file: { channels } })
  await hold(rig.ledger.db, 'crm-eu', { problem: '', code: 'X', status: 401, message: '' }, { probeIn: 3_600_000 })
  await rig.hub.look()
})
afterAll(() => rig.close())

const leadyard = (...args: string[]) => run(args, { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })

it.each([
  [['channels', 'test', 'ops'], 'No channel is named ops. Known: ops-mail.'],
  [['silence', '--explain', 'wbe'], 'No source is named wbe. Known: web.'],
  [['prove', '--destination', 'crm'], 'No destination is named crm. Known: crm-eu, crm-us.'],
  [['prove', '--show', '--destination', 'crm'], 'No destination is named crm. Known: crm-eu, crm-us.'],
  [['prove', '--show', '--day', '2026-11-01', '--destination', 'crm'], 'Known: crm-eu, crm-us.'],
  [['prove', '--day', 'yesterday'], 'must be a day such as 2027-03-28'],
  [['alerts', '--kind', 'hold'], 'Allowed choices are held, resting, '],
  [['alerts', 'acknowledge', 'held:crm-eu'], 'No alert has the id held:crm-eu. Open:\n  '],
  [['alerts', 'acknowledge', '01900000-0000-7000-8000-000000000001'], 'Held: crm-eu. 0 leads wait'],
])('%j says what exists', async (args, expected) => {
  const { code, out, err } = await leadyard(...args)
  expect(code).not.toBe(0)
  expect(out + err).toContain(expected)
})

it('a comparison for an unknown source names the sources, before anything is taken in', async () => {
  const csv = 'First Name,Last Name,Email,Lead Type,Created date,Offer\nA,B,a@contoso.com,Offer lead,2026-11-01,x\n'
  const folder = await temporaryFolder()
  const file = path.join(folder.path, 'leads.csv')
  await writeFile(file, csv)
  const { code, err } = await leadyard('reconcile', file, '--import', '--source', 'market', '--yes')
  await folder.remove()
  expect([code, err]).toEqual([1, expect.stringContaining('No source is named market. Known: web.')])
})
