/** A mail under a claim that ends while it is being sent: another worker may send it now. */
import { describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { type MayLeave, underClaim } from '../../../src/outside/claim.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf } from '../sample.ts'
import { bench } from './bench.ts'

const over = { class: 'transient', detail: { code: 'CLAIM_OVER' } }
const login = { username: 'leads@yard.example', password: 'correct horse battery' }

type Bench = Awaited<ReturnType<typeof bench>>

/** The mail sent under this claim fails; one that may leave is the only one the server has in the end. */
async function failsUnder(mayLeave: MayLeave, { server, destination }: Bench): Promise<void> {
  const failure = await failureOf(underClaim(mayLeave, () => destination.deliver(deliveryOf(email))))
  expect(failure).toMatchObject(over)
  await destination.deliver(deliveryOf(email))
  expect(server.mails).toHaveLength(1)
}

describe.for([true, false])('to a server with pipelining: %s', (pipelining) => {
  test('a claim that ends while the connection is made: the server hears of no mail', async () => {
    const heard: string[] = []
    const { server, destination } = await bench({ pipelining, login, heard: (stage) => heard.push(stage) }, login)
    const mine = () => server.signIns.length === 0
    const failure = await failureOf(underClaim(mine, () => destination.deliver(deliveryOf(email))))
    expect([failure, server.signIns.length]).toMatchObject([over, 1])
    expect(heard).toEqual([])
  })

  test.for(['mail', 'rcpt'] as const)(
    'a claim that ends at the server’s answer to %s: no mail is taken',
    async (last) => {
      let mine = true
      const opened = await bench({
        pipelining,
        heard(stage) {
          if (stage === last) mine = false
        },
      })
      await failsUnder(() => mine, opened)
    },
  )

  test('a claim that ends while the mail goes out: the final dot does not follow', async () => {
    let asked = 0
    const opened = await bench({ pipelining })
    // The second look is at the mail's first byte.
    await failsUnder(() => ++asked <= 2, opened)
    expect(asked).toBeGreaterThan(2)
  })

  test('a claim that lasts changes nothing of the mail', async () => {
    const { server, destination } = await bench({ pipelining })
    const delivery = deliveryOf(email)
    await underClaim(
      () => true,
      () => destination.deliver(delivery),
    )
    await destination.deliver(delivery)
    expect(server.mails).toHaveLength(2)
    expect(server.mails[0]?.raw).toBe(server.mails[1]?.raw)
  })
})
