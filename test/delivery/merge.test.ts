/** Repeats of a person, merged into the record of the earlier lead. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Delivery, Destination, FieldMap, Receipt, Repeat } from '../../src/connector.ts'
import { attempt } from '../../src/delivery/attempt.ts'
import type { Outcome } from '../../src/delivery/decide.ts'
import { uncertain } from '../../src/failure.ts'
import type { Claimed } from '../../src/ledger/claims.ts'
import type { Earlier } from '../../src/ledger/person-leads.ts'
import { sampleLead } from '../connectors/sample.ts'
import { destinationTo } from './destination-to.ts'

const created: Receipt = { outcome: 'created', reference: 'r2' }
const updated: Receipt = { outcome: 'updated', reference: 'r1' }
const arrived: Earlier = { delivery: 'd1', state: 'delivered', reference: 'r1', dueIn: 0 }
const running = new AbortController().signal
const now = new Date('2025-11-20T12:00:00Z')

beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

function claimed(more: Partial<Claimed> = {}): Claimed {
  const { raw: _raw, ...lead } = sampleLead()
  const about = {
    id: 'd2',
    generation: 1,
    leadId: lead.id,
    destination: 'crm',
    attempts: 1,
    mayBeThere: false,
    probe: false,
  }
  const times = { firstAttemptAt: now, sendingSince: now, retryingFor: 0, receivedAt: now }
  return { ...about, ...times, lead, raw: Buffer.from('{}'), route: 'all', handling: 'merge', ...more }
}

interface Given {
  earlier?: Earlier | undefined
  /** `undefined`: the record is gone. */
  merged?: Receipt | undefined
  more?: Partial<Claimed>
  repeat?: Repeat
  fields?: FieldMap
  find?: Destination['find']
  merges?: boolean
}

interface Attempted {
  outcome: Outcome
  /** `find`, `merge r1`, `deliver`, in order. */
  calls: string[]
  /** The fields the connector was given last. */
  fields: Delivery['fields'] | undefined
}

async function merged(given: Given): Promise<Attempted> {
  const { earlier, merged: record = updated, more, repeat = 'doubles', fields = {}, find, merges = true } = given
  const calls: string[] = []
  let sent: Delivery['fields'] | undefined
  const destination: Destination = {
    async deliver(delivery) {
      calls.push('deliver')
      sent = delivery.fields
      return created
    },
  }
  if (merges) {
    destination.merge = async (delivery, reference) => {
      calls.push(`merge ${reference}`)
      sent = delivery.fields
      return 'merged' in given ? given.merged : record
    }
  }
  if (find) {
    destination.find = (delivery) => {
      calls.push('find')
      return find(delivery)
    }
  }
  const opened = destinationTo(destination, { repeat, fields })
  const outcome = await attempt(opened, claimed(more), running, async () => earlier)
  return { outcome, calls, fields: sent }
}

const waitUntil = (retryAt: Date | undefined) => (retryAt ? retryAt.getTime() - now.getTime() : undefined)

describe('a repeat that is to be merged', () => {
  it('updates the record of the earlier lead', async () => {
    const { outcome, calls } = await merged({ earlier: arrived })
    expect(outcome).toEqual({ receipt: updated })
    expect(calls).toEqual(['merge r1'])
  })

  it.each<[string, Given, RegExp]>([
    ['the connector cannot', { merges: false, earlier: arrived }, /cannot merge/],
    ['nothing went there before', {}, /no earlier record/],
    ['the record is gone', { earlier: arrived, merged: undefined }, /gone or closed/],
  ])('is delivered by itself, and says so, when %s', async (_why, given, note) => {
    const { outcome } = await merged(given)
    expect(outcome.receipt).toMatchObject({ ...created, notes: [expect.stringMatching(note)] })
  })

  it('waits if the ledger does not answer: nothing was sent yet', async () => {
    const opened = destinationTo({ deliver: async () => created, merge: async () => updated })
    const away = () => Promise.reject(new Error('terminating connection'))
    const { failure } = await attempt(opened, claimed(), running, away)
    expect(failure).toMatchObject({ class: 'transient', detail: { planned: true } })
  })

  it.each([undefined, null, true, {}])('%j from `deliver` proves nothing', async (returned) => {
    const deliver = (async () => returned) as unknown as Destination['deliver']
    const { failure } = await attempt(destinationTo({ deliver, merge: async () => updated }), claimed(), running)
    expect(failure).toMatchObject({ class: 'internal', detail: { code: 'NO_RECEIPT' } })
  })
})

describe('a repeat whose earlier lead', () => {
  const second = 1_000
  const minute = 60 * second

  it.each<[string, Omit<Earlier, 'delivery' | 'reference'>, number]>([
    ['is being sent: soon', { state: 'sending', dueIn: 0 }, 15 * second],
    ['waits for its routes: soon', { state: 'received', dueIn: 0 }, 15 * second],
    ['is due again in a moment: soon', { state: 'waiting', dueIn: second }, 15 * second],
    ['waits: not before its attempt', { state: 'waiting', dueIn: 3 * minute }, 3 * minute],
    ['waits for hours: now and then', { state: 'waiting', dueIn: 300 * minute }, 10 * minute],
  ])('%s asks again, and the attempt does not count', async (_what, earlier, wait) => {
    const { outcome, calls } = await merged({ earlier: { delivery: 'd1', reference: '', ...earlier } })
    expect(outcome.failure).toMatchObject({
      class: 'transient',
      detail: { code: 'EARLIER_UNDER_WAY', planned: true },
    })
    expect(waitUntil(outcome.failure?.detail.retryAt)).toBe(wait)
    expect(calls).toEqual([])
  })

  it('is uncertain waits for a person, and its message names the delivery and the remedy', async () => {
    const uncertainOne: Earlier = { delivery: 'd1', state: 'uncertain', reference: '', dueIn: 0 }
    const { outcome, calls } = await merged({ earlier: uncertainOne })
    expect(outcome.failure).toMatchObject({
      class: 'transient',
      detail: { code: 'EARLIER_UNCERTAIN', planned: true },
    })
    expect(outcome.failure?.message).toMatch(/uncertain.*delivery d1.*look .*up.*settle/)
    expect(waitUntil(outcome.failure?.detail.retryAt)).toBe(10 * minute)
    expect(calls).toEqual([])
  })
})

describe('a repeat that may have a record of its own already', () => {
  const more = { mayBeThere: true }
  const own: Receipt = { outcome: 'already-there', reference: 'r2' }

  it('is looked for before it is merged, and found', async () => {
    const { outcome, calls } = await merged({ earlier: arrived, more, find: async () => own })
    expect(outcome).toEqual({ receipt: own })
    expect(calls).toEqual(['find'])
  })

  it('is merged when it is not there', async () => {
    const { calls } = await merged({ earlier: arrived, more, find: async () => undefined })
    expect(calls).toEqual(['find', 'merge r1'])
  })

  it('is looked for once, whatever follows', async () => {
    const { calls } = await merged({ more, find: async () => undefined })
    expect(calls).toEqual(['find', 'deliver'])
  })

  it('is not sent if the look-up cannot decide', async () => {
    const find = () => Promise.reject(uncertain({ message: 'several found' }))
    const { outcome, calls } = await merged({ earlier: arrived, more, find })
    expect(outcome.failure).toMatchObject({ class: 'uncertain', detail: { final: true } })
    expect(calls).toEqual(['find'])
  })

  it.each<[string, Given]>([
    ['a repeat does no harm', { repeat: 'harmless', find: async () => own }],
    ['the connector cannot look', {}],
  ])('is merged at once if %s', async (_where, given) => {
    expect((await merged({ earlier: arrived, more, ...given })).calls).toEqual(['merge r1'])
  })
})

describe('the update of the earlier record', () => {
  const fields: FieldMap = {
    LastName: { template: '{{ person.lastName }}', default: '[not provided]', required: true },
    Info: { template: '{"name":"{{ person.name }}","company":"{{ person.company }}"}' },
    Company: { template: '{{ person.company }}' },
  }
  const { raw: _raw, ...nameless } = sampleLead({ person: { lastName: '', company: 'Fabrikam' } })

  it('holds no part of a withheld name', async () => {
    const more = { lead: nameless, handling: 'withhold,merge' }
    expect((await merged({ earlier: arrived, fields, more })).fields).toEqual({ Company: 'Fabrikam' })
  })

  it('holds no default for a value that the lead does not have', async () => {
    const written = (await merged({ earlier: arrived, fields, more: { lead: nameless } })).fields
    expect(written).not.toHaveProperty('LastName')
    expect(written).toHaveProperty('Info')
  })

  it('is not used for a record of its own, which gets all fields', async () => {
    const more = { lead: nameless, handling: 'withhold,merge' }
    const { fields: sent, calls } = await merged({ earlier: arrived, merged: undefined, fields, more })
    expect(calls).toEqual(['merge r1', 'deliver'])
    expect(sent).toEqual({
      LastName: '(withheld)',
      Info: '{"name":"(withheld)","company":"Fabrikam"}',
      Company: 'Fabrikam',
    })
  })
})
