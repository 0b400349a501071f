import { describe, expect, it } from 'vitest'
import { key, lead, other, useIngest } from './rig.ts'

const { hub, log, post, taken, problem, leads } = useIngest()

const from = (address: string, query: string, path = '/ingest/marketplace') =>
  post(lead(), { query, path, headers: { 'x-forwarded-for': address } })

/** Repeats until the refusal is not 401. */
async function guess(address: string, path?: string): Promise<Response> {
  for (let n = 0; n < 1_000; n++) {
    const answer = await from(address, `?key=guess-${n}`, path)
    if (answer.status !== 401) return answer
  }
  throw new Error('a thousand guesses were answered 401')
}

const limited = async () => {
  const text = await (await fetch(`${hub().url}/metrics`)).text()
  return Number(/leadyard_ingest_total\{source="-",answer="limited"\} (\d+)/.exec(text)?.[1] ?? 0)
}

describe('an address with many wrong keys', () => {
  it('gets 429 with Retry-After, and nothing is stored', async () => {
    const [before, known] = [await leads(), await limited()]
    const answer = await guess('198.51.100.1')
    expect(answer.headers.get('www-authenticate')).toBeNull()
    const wait = Number(answer.headers.get('retry-after'))
    expect(wait).toBeGreaterThanOrEqual(1)
    expect(wait).toBeLessThanOrEqual(60)
    const { detail } = await problem(Promise.resolve(answer), 429)
    expect(detail).toContain('wrong keys')
    expect(await leads()).toBe(before)
    expect(await limited()).toBe(known + 1)
  })

  it('locks out no sender with the right key behind the same address', async () => {
    await guess('198.51.100.2')
    await taken(from('198.51.100.2', `?key=${key}`))
    await taken(from('198.51.100.2', `?key=${other}`, '/ingest/other'))
    await taken(
      post('email=a%40contoso.com', {
        query: '',
        path: '/ingest/website',
        headers: { 'x-forwarded-for': '198.51.100.2', 'content-type': 'application/x-www-form-urlencoded' },
      }),
    )
  })

  it('locks out no other address', async () => {
    await guess('198.51.100.3')
    await problem(from('198.51.100.4', '?key=wrong'), 401)
  })

  it('learns nothing about the existing sources', async () => {
    const known = await guess('198.51.100.5')
    const unknown = await guess('198.51.100.6', '/ingest/nowhere')
    const shown = async (answer: Response) => [answer.status, await answer.json()]
    expect(await shown(unknown)).toEqual(await shown(known))
    expect((await from('198.51.100.5', '?key=x', '/ingest/nowhere')).status).toBe(429)
  })
})

describe('a sender with the right key', () => {
  it('uses up no limit, however often it posts', async () => {
    for (let n = 0; n < 50; n++) await taken(from('198.51.100.7', `?key=${key}`))
    await problem(from('198.51.100.7', '?key=wrong'), 401)
  })
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of|guess-/)
})
