import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { type Receivers, startReceivers } from '../e2e/load.ts'
import { temporaryFolder } from './folder.ts'
import { run } from './run.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let receivers: Receivers
beforeAll(async () => {
  folder = await temporaryFolder()
  receivers = await startReceivers()
})
afterAll(async () => {
  await receivers.close()
  await folder.remove()
})

describe('check --lead', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { sales: {}, dead: {} }, routes: [{ name: 'all', to: ['sales', 'dead'] }] })
    rig.crm.script.set('/dead', () => ({ status: 401, code: 'TOKEN_ENDED' }))
  })
  afterAll(() => rig.close())
  const check = (...args: string[]) =>
    run(['check', ...args], { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })

  it('sends a marked test lead to that destination alone and shows its receipt', async () => {
    const { code, json } = await check('sales', '--lead', '--json')
    expect(code).toBe(0)
    expect(json()).toMatchObject({ destination: 'sales', state: 'delivered', attempts: [{ number: 1 }] })
    const lead = await rig.ledger.db.selectFrom('leads').selectAll().where('id', '=', json().leadId).executeTakeFirst()
    expect(lead).toMatchObject({ test: true, source: 'test-lead', state: 'routed' })
    expect(lead?.raw.toString()).toMatch(/MSFT_TEST_\d{18}/)
    const all = await rig.ledger.db
      .selectFrom('deliveries')
      .select('destination')
      .where('lead_id', '=', json().leadId)
      .execute()
    expect(all).toEqual([{ destination: 'sales' }])
  })

  it('tells how many days a secret has left', async () => {
    const { err } = await check('sales')
    expect(err).toMatch(/^sales: token ends in \d+ days \(2030-01-01T00:00:00.000Z\)\n$/)
  })

  it('fails with the far end’s message when the lead does not arrive', async () => {
    const { code, out } = await check('dead', '--lead')
    expect(code).toBe(1)
    expect(out).toMatch(/TOKEN_ENDED/)
  })
})

describe('check --settings', () => {
  const settings = async (url: string, more = '') => {
    const file = path.join(folder.path, 'hook.yaml')
    await writeFile(
      file,
      `type: https\nurl: "\${env:HOOK}"\nreceipt: body.id\ndelivery: { allowNetworks: [127.0.0.0/8] }\n${more}`,
    )
    return (...args: string[]) => run(['check', '--settings', file, ...args], { HOOK: url })
  }

  it('proves settings without a hub, with a lead and its receipt', async () => {
    const check = await settings(`${receivers.url}/unsaved`)
    const { code, json } = await check('--lead', '--json')
    expect(code).toBe(0)
    const [id] = receivers.taken.get('/unsaved') ?? []
    expect(json()).toMatchObject({ ok: true, receipt: { outcome: 'created', reference: `r-${id}` } })
  })

  it('tells the far end’s problem without its address', async () => {
    const check = await settings('http://127.0.0.1:9/secret-path')
    const { code, out } = await check('--lead')
    expect(code).toBe(1)
    expect(out).toMatch(/ECONNREFUSED/)
    expect(out).not.toContain('secret-path')
  })

  it('lists every mistake in the file and ends with 78', async () => {
    const check = await settings('https://crm.example.com', 'recipt: body.id\n')
    const { code, out } = await check()
    expect(code).toBe(78)
    expect(out).toMatch(/recipt: unknown key \(did you mean receipt\?\)/)
  })
})
