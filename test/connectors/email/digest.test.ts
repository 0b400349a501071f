import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import type { Delivery, Destination, Memory } from '../../../src/connector.ts'
import { underClaim } from '../../../src/outside/claim.ts'
import { type SmtpFarEnd, startSmtp } from '../../far-ends/smtp.ts'
import { again, deliveryOf, sampleLead } from '../sample.ts'
import { inMemory, type TestTools, toolsFor } from '../tools.ts'

const hour = 3_600_000
const noon = Date.parse('2025-11-20T12:00:00Z')

let server: SmtpFarEnd
let memory: Memory
let clock: number
let opened: { destination: Destination; tools: TestTools }[]

beforeEach(async () => {
  server = await startSmtp()
  memory = inMemory()
  clock = noon + 10 * 60_000
  opened = []
})

afterEach(async () => {
  for (const { destination, tools } of opened) {
    await destination.close?.()
    tools.http.close()
  }
  await server.close()
})

/** A worker: its own process in all but name, over the same memory. */
function worker(over: Record<string, unknown> = {}): Destination {
  const tools = { ...toolsFor('desk'), memory, now: () => new Date(clock) }
  const given = email.settings.parse({ ...server.settings, per: 'digest', digestEvery: '1h', ...over })
  const destination = email.open(given, tools)
  opened.push({ destination, tools })
  return destination
}

/** A delivery whose first attempt begins now. */
function fresh(): Delivery {
  return deliveryOf(email, sampleLead(), { firstAttemptAt: new Date(clock) })
}

const waits = (until: number) => ({
  class: 'transient',
  detail: { code: 'DIGEST_WAITING', planned: true, retryAt: new Date(until) },
})

async function gather(destination: Destination, count: number): Promise<Delivery[]> {
  const sent = Array.from({ length: count }, fresh)
  const end = clock - (clock % hour) + hour
  await Promise.all(sent.map((one) => expect(destination.deliver(one)).rejects.toMatchObject(waits(end))))
  return sent
}

function leadsIn(text = ''): string[] {
  return [...text.matchAll(/^Lead: (.*)$/gm)].map((match) => match[1] ?? '').sort()
}

const idsOf = (sent: Delivery[]) => sent.map(({ leadId }) => leadId).sort()

describe('a digest', () => {
  test('gathers the window’s leads, waits by design, and then is one mail with all of them', async () => {
    const destination = worker()
    const sent = await gather(destination, 12)
    expect(server.mails).toHaveLength(0)
    clock = noon + hour + 1_000
    const receipts = []
    for (const one of sent) receipts.push(await destination.deliver(again({ ...one, mayBeThere: false })))
    expect(server.mails).toHaveLength(1)
    expect(leadsIn(server.mails[0]?.text)).toEqual(idsOf(sent))
    expect(server.mails[0]?.header('Subject')).toBe('12 new leads, 2025-11-20 12:00 to 2025-11-20 13:00 UTC')
    const reference = '<digest.desk.202511201300@yard.example>'
    expect(server.mails[0]?.header('Message-ID')).toBe(reference)
    for (const receipt of receipts) expect(receipt).toMatchObject({ outcome: 'accepted', reference, status: 250 })
  })

  test('is not sent again after a worker that paused for too long wrote that it had sent nothing', async () => {
    const [paused, other] = [worker(), worker()]
    const [first, second] = await gather(paused, 2)
    if (!first || !second) throw new Error('two were gathered')
    clock = noon + hour + 1_000
    const sentByAnother = { state: 'sent', turn: 1, ids: [first.id, second.id], reference: '<by another>' }
    const over = () => {
      void memory.set(`digest:${noon}`, JSON.stringify(sentByAnother))
      return false
    }
    const delivering = underClaim(over, () => paused.deliver(first))
    await expect(delivering).rejects.toMatchObject({ class: 'transient', detail: { code: 'CLAIM_OVER' } })
    clock = noon + hour + 121_000
    expect(await other.deliver(second)).toMatchObject({ reference: '<by another>' })
    expect(server.mails).toHaveLength(0)
  })

  test('is sent once though many workers come at the same moment; the others wait for the next turn', async () => {
    const [one, two] = [worker(), worker()]
    const sent = [...(await gather(one, 4)), ...(await gather(two, 4))]
    clock = noon + hour + 1_000
    const results = await Promise.allSettled(sent.map((each, i) => (i % 2 ? one : two).deliver(each)))
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject(waits(noon + hour + 120_000))
    }
    clock = noon + hour + 121_000
    for (const each of sent) await one.deliver(each)
    expect(server.mails).toHaveLength(1)
    expect(leadsIn(server.mails[0]?.text)).toEqual(idsOf(sent))
  })

  test('holds a lead once, however often it was attempted in the window', async () => {
    const destination = worker()
    const [lead] = await gather(destination, 1)
    if (!lead) throw new Error('no lead')
    await expect(worker().deliver(lead)).rejects.toMatchObject(waits(noon + hour))
    clock = noon + hour
    await destination.deliver(lead)
    expect(leadsIn(server.mails[0]?.text)).toEqual([lead.leadId])
  })

  test('leads of the next window go into the next mail', async () => {
    const destination = worker()
    const first = await gather(destination, 2)
    clock = noon + hour + 1_000
    const second = await gather(destination, 3)
    for (const one of first) await destination.deliver(one)
    clock = noon + 2 * hour
    for (const one of second) await destination.deliver(one)
    expect(server.mails.map(({ text }) => leadsIn(text))).toEqual([idsOf(first), idsOf(second)])
  })

  test('a lead that missed its own mail is in a later one, and in no other', async () => {
    const destination = worker()
    const [first] = await gather(destination, 1)
    const late = fresh()
    if (!first) throw new Error('no lead')
    clock = noon + hour
    await destination.deliver(first)
    // Its process died before its lines were written; it comes back after the mail has gone.
    await expect(destination.deliver(late)).rejects.toMatchObject(waits(noon + 2 * hour))
    clock = noon + 2 * hour
    await worker().deliver(late)
    await worker().deliver(late)
    expect(server.mails.map(({ text }) => leadsIn(text))).toEqual([[first.leadId], [late.leadId]])
  })

  test('is sent late when the hub was down at its hour', async () => {
    const sent = await gather(worker(), 2)
    clock = noon + 5 * hour
    for (const one of sent) await worker().deliver(one)
    expect(server.mails.map(({ text }) => leadsIn(text))).toEqual([idsOf(sent)])
  })

  test('a replay of what has gone is found there and not sent again', async () => {
    const destination = worker()
    const [lead] = await gather(destination, 1)
    if (!lead) throw new Error('no lead')
    clock = noon + hour
    const receipt = await destination.deliver(lead)
    clock = noon + 50 * hour
    expect((await worker().deliver(again(lead))).reference).toBe(receipt.reference)
    expect(server.mails).toHaveLength(1)
  })

  test('leaves none of its text in memory once it has gone', async () => {
    const written: string[] = []
    const inner = memory
    const values = new Map<string, string>()
    memory = {
      ...inner,
      async set(key, value) {
        values.set(key, value)
        written.push(value)
        await inner.set(key, value)
      },
    }
    const destination = worker({ include: ['person.email'] })
    const sent = await gather(destination, 3)
    clock = noon + hour
    for (const one of sent) await destination.deliver(one)
    const addresses = sent.map(({ lead }) => lead.person.email)
    expect(server.mails[0]?.text).toContain(addresses[0])
    expect(addresses.some((address) => written.some((value) => value.includes(address)))).toBe(true)
    for (const address of addresses) expect([...values.values()].some((value) => value.includes(address))).toBe(false)
  })
})

describe('a digest that fails', () => {
  test('when the server is down: is sent with the same content in a later turn', async () => {
    const destination = worker()
    const sent = await gather(destination, 3)
    const [first] = sent
    if (!first) throw new Error('no lead')
    clock = noon + hour
    server.answer('greeting', '421 4.3.2 try later')
    await expect(destination.deliver(first)).rejects.toMatchObject({ class: 'transient', detail: { code: '4.3.2' } })
    server.calm()
    await expect(destination.deliver(first)).rejects.toMatchObject(waits(noon + hour + 120_000))
    clock = noon + hour + 120_000
    for (const one of sent) await worker().deliver(one)
    expect(server.mails.map(({ text }) => leadsIn(text))).toEqual([idsOf(sent)])
  })

  test('when the sign-in is refused: holds the destination, and goes out after the repair', async () => {
    const sent = await gather(worker(), 2)
    const [first] = sent
    if (!first) throw new Error('no lead')
    clock = noon + hour
    server.answer('mail', '530 5.7.57 Client not authenticated to send mail.')
    await expect(worker().deliver(first)).rejects.toMatchObject({ class: 'configuration', detail: { code: '5.7.57' } })
    server.calm()
    clock = noon + hour + 130_000
    for (const one of sent) await worker().deliver(one)
    expect(server.mails).toHaveLength(1)
  })

  test('when its content is refused: no lead is to blame, a person looks', async () => {
    const [first] = await gather(worker(), 2)
    if (!first) throw new Error('no lead')
    clock = noon + hour
    server.answer('message', '552 5.3.4 Message size exceeds fixed limit')
    await expect(worker().deliver(first)).rejects.toMatchObject({
      class: 'configuration',
      detail: { code: '5.3.4', message: expect.stringContaining('digest of 2') },
    })
  })

  test('when the reply is lost: every lead in it is uncertain; one repeat by a person settles them all', async () => {
    const sent = await gather(worker(), 3)
    clock = noon + hour
    server.provoke.uncertain?.()
    const [first, ...others] = sent
    if (!first) throw new Error('no lead')
    await expect(worker().deliver(first)).rejects.toMatchObject({ class: 'uncertain' })
    server.calm()
    for (const one of others) {
      await expect(worker().deliver(one)).rejects.toMatchObject({
        class: 'uncertain',
        detail: { code: 'DIGEST_UNCERTAIN' },
      })
    }
    expect(server.mails).toHaveLength(1)
    clock += 120_000
    for (const one of sent) await worker().deliver(again(one))
    expect(server.mails).toHaveLength(2)
    expect(server.mails[1]?.raw).toBe(server.mails[0]?.raw)
  })

  test('when its sender dies in the middle: uncertain, not sent again by itself', async () => {
    const sent = await gather(worker(), 2)
    const [first, second] = sent
    if (!first || !second) throw new Error('no lead')
    clock = noon + hour
    const stopped = memory
    // The process dies right after the mail was taken: nothing more is written.
    memory = { ...memory, set: async (key, value) => (value.includes('"sent"') ? dead() : stopped.set(key, value)) }
    const dying = worker().deliver(first)
    await expect.poll(() => server.mails.length).toBe(1)
    memory = stopped
    clock += 120_000
    await expect(worker().deliver(second)).rejects.toMatchObject({ class: 'uncertain' })
    expect(server.mails).toHaveLength(1)
    void dying
  })
})

function dead(): Promise<never> {
  return new Promise(() => undefined)
}
