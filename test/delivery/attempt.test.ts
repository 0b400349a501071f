import { describe, expect, it } from 'vitest'
import type { Delivery, Destination, FieldMap, Receipt, Repeat } from '../../src/connector.ts'
import { attempt } from '../../src/delivery/attempt.ts'
import { DeliveryError, type FailureClass, transient, uncertain } from '../../src/failure.ts'
import type { Claimed } from '../../src/ledger/claims.ts'
import { sampleLead } from '../connectors/sample.ts'
import { destinationTo } from './destination-to.ts'

const created: Receipt = { outcome: 'created', reference: 'r1' }
const running = new AbortController().signal

/** Takes every delivery, and calls `seen` for it. */
const taking = (seen: (delivery: Delivery) => void) => async (delivery: Delivery) => {
  seen(delivery)
  return created
}

const email: FieldMap = { email: { template: '{{ person.email }}' } }

interface Given {
  repeat?: Repeat
  deadline?: string
  fields?: FieldMap
}

const opened = (destination: Destination, { repeat = 'harmless', deadline = '30s', fields = email }: Given = {}) =>
  destinationTo(destination, { repeat, fields, delivery: { deadline } })

function claimed(more: Partial<Claimed> = {}): Claimed {
  const { raw: _raw, ...lead } = sampleLead()
  const at = new Date('2025-11-20T12:00:00Z')
  return {
    id: '0197a000-0000-7000-8000-00000000000d',
    generation: 1,
    leadId: lead.id,
    destination: 'crm',
    attempts: 3,
    mayBeThere: false,
    firstAttemptAt: at,
    sendingSince: at,
    retryingFor: 0,
    receivedAt: at,
    lead,
    raw: Buffer.from('{"Extra": {"Deep": "raw text"}}'),
    probe: false,
    route: 'all',
    handling: '',
    ...more,
  }
}

describe('one attempt', () => {
  it('hands over the mapped lead under the delivery id, and gives the receipt', async () => {
    let seen: Delivery | undefined
    const about = claimed()
    const outcome = await attempt(opened({ deliver: taking((delivery) => (seen = delivery)) }), about, running)
    expect(outcome).toEqual({ receipt: created })
    expect(seen).toMatchObject({
      id: about.id,
      leadId: about.leadId,
      fields: { email: about.lead.person.email },
      attempt: 3,
      firstAttemptAt: about.firstAttemptAt,
      mayBeThere: false,
      receivedAt: about.receivedAt,
    })
    expect(seen?.lead.raw).toEqual({ Extra: { Deep: 'raw text' } })
    expect(seen?.signal.aborted).toBe(false)
  })

  it('notes what was cut before what the connector notes', async () => {
    const fields = { email: { template: '{{ person.email }}', maxLength: 3 } }
    const deliver = async (): Promise<Receipt> => ({ ...created, notes: ['title left out'] })
    const { receipt } = await attempt(opened({ deliver }, { fields }), claimed(), running)
    expect(receipt?.notes).toEqual([{ field: 'email', from: expect.any(Number), to: 3 }, 'title left out'])
  })

  it('reads the sender’s own object where a mapping asks for it, with or without a byte order mark', async () => {
    const fields = { extra: { template: '{{ raw.Extra.Deep }}' } }
    for (const mark of ['', '\uFEFF']) {
      let sent: Delivery | undefined
      const deliver = taking((delivery) => (sent = delivery))
      const raw = Buffer.from(`${mark}{"Extra": {"Deep": "raw text"}}`)
      expect(await attempt(opened({ deliver }, { fields }), claimed({ raw }), running)).toEqual({ receipt: created })
      expect(sent?.fields).toEqual({ extra: 'raw text' })
    }
  })
})

describe('a failure', () => {
  it('of the mapping is a rejection, and nothing is sent', async () => {
    let sent = 0
    const deliver = taking(() => sent++)
    const fields = { title: { template: '{{ campaign.nothing }}', required: true } }
    const { failure } = await attempt(opened({ deliver }, { fields }), claimed(), running)
    expect(failure).toMatchObject({ class: 'rejected', detail: { code: 'REQUIRED_FIELD_BLANK' } })
    expect(sent).toBe(0)
  })

  it('that the connector classified is passed on as it is', async () => {
    const failure = transient({ message: 'busy', code: 'BUSY' })
    const outcome = await attempt(opened({ deliver: () => Promise.reject(failure) }), claimed(), running)
    expect(outcome.failure).toBe(failure)
  })

  it.each([
    ['an error', () => Promise.reject(new TypeError('jane@contoso.com')), 'TypeError'],
    [
      'an error with a code',
      () => Promise.reject(Object.assign(new Error('jane@contoso.com'), { code: 'ECONNRESET' })),
      'ECONNRESET',
    ],
    [
      'an error thrown before there is a promise',
      () => {
        throw new RangeError('jane@contoso.com')
      },
      'RangeError',
    ],
    ['a text', () => Promise.reject('jane@contoso.com'), 'string'],
    ['nothing', () => Promise.reject(undefined), 'undefined'],
  ])('that is not classified (%s) is internal, without its words', async (_what, deliver, code) => {
    const { failure } = await attempt(opened({ deliver: deliver as Destination['deliver'] }), claimed(), running)
    expect(failure).toMatchObject({ class: 'internal', detail: { code } })
    expect(failure?.message).not.toContain('jane')
    expect(failure?.detail.excerpt).toBeUndefined()
  })
})

describe('what is no receipt', () => {
  it.each([undefined, null, true, 'ok', {}, { outcome: 'done' }, { reference: 'r1' }, []])(
    '%j proves nothing',
    async (returned) => {
      const deliver = (async () => returned) as unknown as Destination['deliver']
      const { receipt, failure } = await attempt(opened({ deliver }), claimed(), running)
      expect(receipt).toBeUndefined()
      expect(failure).toMatchObject({ class: 'internal', detail: { code: 'NO_RECEIPT' } })
    },
  )

  it('a failure of an unknown class is internal', async () => {
    const odd = new DeliveryError('retry' as FailureClass, { message: 'x' })
    const { failure } = await attempt(opened({ deliver: () => Promise.reject(odd) }), claimed(), running)
    expect(failure?.class).toBe('internal')
  })
})

describe('the deadline', () => {
  const ignoring = () => new Promise<Receipt>(() => undefined)

  it('aborts the signal that the connector was given', async () => {
    const deliver = ({ signal }: Delivery) =>
      new Promise<Receipt>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(uncertain({ message: 'aborted', code: 'ABORTED' }))),
      )
    const { failure } = await attempt(opened({ deliver }, { deadline: '50ms' }), claimed(), running)
    expect(failure).toMatchObject({ class: 'uncertain', detail: { code: 'ABORTED' } })
  })

  // Each case waits for the whole grace, so they run concurrently.
  it.concurrent.each([
    ['when its time is over', '50ms', () => running],
    ['when the hub stops', '30s', () => AbortSignal.timeout(50)],
    ['when the hub was stopping before it began', '30s', () => AbortSignal.abort()],
  ])('ends the attempt of a connector that ignores it, %s', async (_when, deadline, stopping) => {
    const { failure } = await attempt(opened({ deliver: ignoring }, { deadline }), claimed(), stopping())
    expect(failure).toMatchObject({ class: 'uncertain', detail: { code: 'DEADLINE' } })
  })

  it('still takes a receipt that comes within the grace: proof is proof', async () => {
    const deliver = ({ signal }: Delivery) =>
      new Promise<Receipt>((resolve) => signal.addEventListener('abort', () => setTimeout(resolve, 20, created)))
    expect(await attempt(opened({ deliver }, { deadline: '20ms' }), claimed(), running)).toEqual({ receipt: created })
  })
})

describe('before a repeat', () => {
  const found: Receipt = { outcome: 'already-there', reference: 'r0' }

  async function calls(find: Destination['find'], repeat: Repeat, mayBeThere: boolean) {
    const made: string[] = []
    const destination: Destination = { deliver: taking(() => made.push('deliver')) }
    if (find) {
      destination.find = (delivery) => {
        made.push('find')
        return find(delivery)
      }
    }
    const outcome = await attempt(opened(destination, { repeat }), claimed({ mayBeThere }), running)
    return { made, outcome }
  }

  it.each<[Repeat, boolean, string[]]>([
    ['doubles', true, ['find', 'deliver']],
    ['doubles', false, ['deliver']],
    ['harmless', true, ['deliver']],
    ['harmless', false, ['deliver']],
  ])('that %s, when it may be there: %s', async (repeat, mayBeThere, made) => {
    expect((await calls(async () => undefined, repeat, mayBeThere)).made).toEqual(made)
  })

  it('a record that is found is the receipt, and nothing is sent', async () => {
    const { made, outcome } = await calls(async () => found, 'doubles', true)
    expect(made).toEqual(['find'])
    expect(outcome).toEqual({ receipt: found })
  })

  it.each([
    ['transient', transient({ message: 'busy' }), 'transient', undefined],
    ['uncertain', uncertain({ message: 'several found' }), 'uncertain', true],
    ['unclassified', new Error('x'), 'internal', undefined],
  ])('a look-up that fails (%s) sends nothing', async (_what, error, failureClass, final) => {
    const { made, outcome } = await calls(() => Promise.reject(error), 'doubles', true)
    expect(made).toEqual(['find'])
    expect(outcome.failure).toMatchObject({ class: failureClass })
    expect(outcome.failure?.detail.final).toBe(final)
  })

  it('a connector that cannot look sends', async () => {
    expect((await calls(undefined, 'doubles', true)).made).toEqual(['deliver'])
  })
})
