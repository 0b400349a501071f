import { afterEach, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { destination, type Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

it('a destination is held also if the far end’s code contains NUL, line breaks and the person', async () => {
  rig = await startRig('postgres', (url) => ({ a: destination(`${url}/a`, {}, { hold: { first: '1h', most: '1h' } }) }))
  const email = 'someone@contoso.com'
  rig.receiver.script.set('/a', () => ({ status: 401, body: `no\0\n{"level":"info"} \u001b[2J ${email}` }))
  const lead = await rig.send(email)
  await eventually(async () => expect(await rig.stateOf('a')).toBe('held'))
  await eventually(async () => expect((await rig.delivery(lead))?.state).toBe('held'))
  const code = 'no\\u0000 {"level":"info"} \\u001b[2J [hidden]'
  expect(await rig.delivery(lead)).toMatchObject({ code })
  const held = await rig.ledger.db.selectFrom('destinations').select('code').executeTakeFirst()
  expect(held).toEqual({ code })
  expect(rig.log.join('')).not.toContain(email)
  for (const line of rig.log) expect(line).toMatch(/^[^\n]*\n$/)
})
