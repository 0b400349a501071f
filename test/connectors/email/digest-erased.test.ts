import { afterEach, beforeEach, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { without } from '../../../src/ledger/erasure/memory.ts'
import { type SmtpFarEnd, startSmtp } from '../../far-ends/smtp.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { inMemory, toolsFor } from '../tools.ts'

let server: SmtpFarEnd
beforeEach(async () => {
  server = await startSmtp()
})
afterEach(() => server.close())

/** As the ledger does it, for all that is remembered. */
function forgetful() {
  const memory = inMemory()
  const keys = new Set<string>()
  const set = (key: string, value: string) => {
    keys.add(key)
    return memory.set(key, value)
  }
  return {
    memory: { ...memory, set },
    async forget(id: string) {
      for (const key of keys) await memory.set(key, without((await memory.get(key)) ?? '', new Set([id])))
    },
  }
}

test.each([
  ['before the mail was written', false],
  ['after it was written, and could not be sent', true],
])('a lead erased %s is in no digest; the others are', async (_, written) => {
  const { memory, forget } = forgetful()
  let clock = Date.parse('2025-11-20T12:10:00Z')
  const tools = { ...toolsFor('desk'), memory, now: () => new Date(clock) }
  const settings = email.settings.parse({ ...server.settings, per: 'digest', digestEvery: '1h' })
  const destination = email.open(settings, tools)
  const [other, erased] = [1, 2].map(() => deliveryOf(email, sampleLead(), { firstAttemptAt: new Date(clock) }))
  for (const one of [other!, erased!])
    await expect(destination.deliver(one)).rejects.toMatchObject({ class: 'transient' })
  clock = Date.parse('2025-11-20T13:00:00Z')
  if (written) {
    server.answer('greeting', '421 4.3.2 try later')
    await expect(destination.deliver(other!)).rejects.toMatchObject({ detail: { code: '4.3.2' } })
    server.calm()
    clock += 120_000
  }
  await forget(erased!.id)
  await destination.deliver(other!)
  expect(server.mails).toHaveLength(1)
  expect(server.mails[0]?.text).toContain(other!.leadId)
  expect(server.mails[0]?.text).not.toContain(erased!.leadId)
  expect(server.mails[0]?.header('Subject')).toContain('1 new lead,')
  await destination.close?.()
  tools.http.close()
})
