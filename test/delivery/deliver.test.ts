import { describe, expect, it } from 'vitest'
import type { Problem, Receipt } from '../../src/connector.ts'
import type { DeliveryContext, HubEvent } from '../../src/delivery/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { configuration, type DeliveryError, rejected, transient } from '../../src/failure.ts'
import { readMarketplace } from '../../src/lead/marketplace.ts'
import type { Claimed } from '../../src/ledger/claims.ts'
import type { Settlement } from '../../src/ledger/settlements.ts'
import { redactor } from '../../src/redact.ts'
import { compileRoutes } from '../../src/routing/route.ts'
import { routingConfig } from '../routing/routing-config.ts'
import { destinationTo } from './destination-to.ts'
import { heldLease } from './held-lease.ts'

const secret = 'the-token-of-the-crm'
const person = {
  firstName: 'Zebulon',
  lastName: 'Quillfeather',
  email: 'zebulon.q@blatherskite.example',
  phone: '+4930987654321',
}
const claimId = { id: '0197a000-0000-7000-8000-00000000000d', generation: 2 }

const nowhere = compileRoutes(routingConfig([]))

const busy: Problem = { id: 'plain-busy', wording: [], codes: ['BUSY'], cause: '', remedy: [], link: '' }

/** Makes one attempt, which ends as given; nothing here reaches a database. */
async function delivered(ends: Receipt | DeliveryError, { description = '', person: other = {} } = {}) {
  const settled: Settlement[] = []
  const rung: (string | number)[] = []
  const lines: object[] = []
  const events: HubEvent[] = []
  const log = {
    debug: () => undefined,
    info: (line: object) => lines.push(line),
    warn: (line: object) => lines.push(line),
    error: () => undefined,
  }
  const answer = async () => ('outcome' in ends ? ends : Promise.reject(ends))
  const delivery = { hold: { afterRejections: 0 }, rest: { after: 0 } }
  const opened = destinationTo({ deliver: answer }, { problems: [busy], delivery })
  const lead = readMarketplace(
    { userDetails: { ...person, ...other }, description },
    { id: 'lead-1', received: new Date(), endpoint: 'm' },
  )!
  const at = new Date()
  const claimed: Claimed = {
    ...claimId,
    ...{ leadId: lead.id, destination: 'crm', attempts: 1, mayBeThere: false, probe: false, lead },
    ...{
      firstAttemptAt: at,
      sendingSince: at,
      retryingFor: 0,
      receivedAt: at,
      raw: Buffer.from('{}'),
      route: 'all',
      handling: '',
    },
  }
  const context: DeliveryContext = {
    db: undefined as never,
    hot: undefined as never,
    worker: 'w',
    log,
    plan: () => ({ configVersion: 'v9', route: nowhere, repeatsWithin: 0, destinations: new Map([['crm', opened]]) }),
    queue: {
      ring: async (destinations) => void rung.push(...destinations),
      ringIn: async (destination, ms) => void rung.push(destination, ms),
      ringAfterDeath: async () => undefined,
      leads: async () => undefined,
    },
    claim: async () => ({ claimed: [], full: new Set() }),
    depart: async () => true,
    settle: async (settlement) => {
      settled.push(settlement)
      return false
    },
    lease: heldLease(),
    hide: redactor([secret]),
    emit: (event) => void events.push(event),
    stopping: new AbortController().signal,
  }
  const held = { claimed, opened, configVersion: 'v9', mayLeave: () => true, departed: false }
  let attempted = false
  await deliver(context, held, () => (attempted = settled.length === 0)).catch((error: Error) =>
    Promise.reject(Object.assign(error, { settled: settled[0] })),
  )
  expect(attempted).toBe(true)
  return { settled: settled[0]!, rung, lines, events }
}

describe('an attempt that succeeds', () => {
  it('is settled and logged in one line without the lead, and nothing rings', async () => {
    const { settled, rung, lines, events } = await delivered({ outcome: 'created', reference: 'r1', status: 201 })
    expect(settled).toMatchObject({
      ...claimId,
      state: 'delivered',
      receipt: { reference: 'r1' },
      failure: undefined,
      configVersion: 'v9',
    })
    expect(rung).toEqual([])
    expect(lines).toMatchObject([
      { delivery: claimId.id, destination: 'crm', attempt: 1, state: 'delivered', result: 'created', status: 201 },
    ])
    expect(events).toMatchObject([{ kind: 'attempt', destination: 'crm', result: 'created' }])
  })
})

describe('an attempt that fails', () => {
  it('and will pass rings at its moment', async () => {
    const { settled, rung } = await delivered(transient({ message: 'busy', code: 'BUSY', status: 503 }))
    expect(settled).toMatchObject({
      state: 'waiting',
      failure: { class: 'transient', code: 'BUSY', problem: 'plain-busy' },
    })
    expect(rung).toEqual(['crm', settled.retryIn])
  })

  it('for its configuration is settled, also when the ledger cannot hold the destination at that moment', async () => {
    // There is no database here at all, so every change of the destination fails.
    const trying = delivered(configuration({ message: 'wrong key', code: 'WRONG_KEY', status: 401 }))
    const { settled } = await trying.catch(({ settled }: { settled: Settlement }) => ({ settled }))
    expect(settled).toMatchObject({
      state: 'held',
      counts: false,
      failure: { class: 'configuration', code: 'WRONG_KEY' },
    })
  })

  const echo = `{"said":"no","token":"${secret}","lead":${JSON.stringify(person)}}`

  it('keeps the far end’s words, except the person and the secrets', async () => {
    const { settled, lines } = await delivered(
      rejected({ message: `refused for ${person.email}`, code: 'X', excerpt: echo }),
    )
    const shown = JSON.stringify([settled.failure, lines])
    for (const hidden of [secret, ...Object.values(person)]) expect(shown).not.toContain(hidden)
    expect(settled.failure?.excerpt).toContain('"said":"no"')
    expect(settled.failure?.message).toBe('refused for [hidden]')
  })

  it('keeps no person, no secret and no line break in the code either, in ledger and log', async () => {
    const code = `no\n${person.email} \u001b[2J\0${secret} ${'x'.repeat(500)}`
    const { settled, lines } = await delivered(rejected({ message: 'x', code }))
    const shown = JSON.stringify([settled.failure, lines])
    for (const hidden of [secret, ...Object.values(person)]) expect(shown).not.toContain(hidden)
    expect(settled.failure?.code).toMatch(/^no \[hidden\] \\u001b\[2J\\u0000\[hidden\] x+$/)
    expect(settled.failure?.code).toHaveLength(100)
    expect(lines.at(-1)).toMatchObject({ code: settled.failure?.code })
  })

  it('leaves a code of the catalogue as it is, also if the person has that name', async () => {
    const { settled } = await delivered(transient({ message: 'x', code: 'BUSY' }), { person: { lastName: 'Busy' } })
    expect(settled.failure).toMatchObject({ code: 'BUSY', problem: 'plain-busy' })
  })

  it('makes one line of a message, and hides short names in it as they are written', async () => {
    const { settled } = await delivered(rejected({ message: 'no\r\n{"level":"info"} for Wu, Zoë\u009b', code: 'X' }), {
      person: { firstName: 'Zoë', lastName: 'Wu' },
    })
    expect(settled.failure?.message).toBe('no {"level":"info"} for [hidden], [hidden]\\u009b')
  })

  it('shows no piece of the person, wherever the excerpt is cut', async () => {
    for (let before = 3_900; before < 4_010; before += 7) {
      const description = 'word '.repeat(before / 5)
      const { settled } = await delivered(
        rejected({ message: 'x', excerpt: `${description}${person.email} ${secret}` }),
        { description },
      )
      expect(settled.failure?.excerpt).not.toMatch(/zebul|the-tok/)
    }
    for (let before = 960; before < 1_001; before++) {
      const { settled } = await delivered(rejected({ message: 'x', excerpt: `${'.'.repeat(before)}${person.email}` }))
      expect(settled.failure?.excerpt).not.toMatch(/zebul/)
    }
  })

  it('is settled however much the lead and the far end say', async () => {
    const description = 'Bitte zurückrufen! '.repeat(13_000)
    const { settled } = await delivered(rejected({ message: 'x', excerpt: `too long: ${description}` }), {
      description,
    })
    expect(settled.failure?.excerpt).toMatch(/^too long: \[hidden\] ?$/)
  })

  it('keeps an excerpt that any database takes', async () => {
    const { settled } = await delivered(rejected({ message: 'x', excerpt: `a\u0000b\ud83d${'x'.repeat(5_000)}` }))
    expect(settled.failure?.excerpt.isWellFormed()).toBe(true)
    expect(settled.failure?.excerpt).toHaveLength(1_000)
    expect(settled.failure?.excerpt).not.toContain('\u0000')
  })

  it.each([
    ['no texts', { message: undefined, excerpt: { said: 'no' } }],
    ['a moment that is none', { message: 'busy', retryAt: 'tomorrow' }],
    ['nothing at all', undefined],
  ])('is settled as a fault of the connector when its failure has %s', async (_what, detail) => {
    const failure = Object.assign(transient({ message: 'busy' }), { detail })
    const { settled } = await delivered(failure)
    expect(settled).toMatchObject({ failure: { class: 'internal', code: 'TypeError' } })
    expect(settled.failure?.message).toContain('The connector failed in a way it should not')
  })
})
