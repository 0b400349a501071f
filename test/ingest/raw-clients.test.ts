/** Clients that write their own bytes, as RFC 9112 allows. */
import net from 'node:net'
import { describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { key, lead, nextNumber, useIngest } from './rig.ts'

const { hub, log, row, leads } = useIngest()

const target = `/ingest/marketplace?key=${key}`
const head = (...fields: string[]) =>
  [`POST ${target} HTTP/1.1`, 'Host: hub', 'Content-Type: application/json', ...fields, '', ''].join('\r\n')

/** The answers of the hub until it closes the connection. */
function exchange(bytes: string, then: 'end' | 'reset' | 'wait' = 'wait'): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(hub().url)
    let answer = ''
    const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.setEncoding('utf8')
    socket.on('data', (text) => (answer += text))
    socket.on('end', () => {
      socket.end()
      resolve(answer)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.write(bytes, () => then === 'end' && socket.end())
    // "100 Continue" proves that the hub has the head: an earlier reset would drop it.
    if (then === 'reset') socket.once('data', () => socket.resetAndDestroy())
  })
}

const idIn = (answer: string) => /"id":"([^"]+)"/.exec(answer)?.[1] ?? ''
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

describe('a chunked body', () => {
  it.each([
    ['trailers', '0\r\nX-Checksum: abc\r\nX-Other: d\r\n\r\n', ['Trailer: X-Checksum, X-Other']],
    ['trailers that were not announced', '0\r\nX-Checksum: abc\r\n\r\n', []],
    ['extensions of its pieces', '0;last=yes\r\n\r\n', []],
  ])('with %s is taken', async (_what, end, fields) => {
    const body = JSON.stringify(lead())
    const pieces = chunk(body.slice(0, 20)) + chunk(body.slice(20))
    const answer = await exchange(head('Transfer-Encoding: chunked', 'Connection: close', ...fields) + pieces + end)
    expect(answer).toMatch(/^HTTP\/1\.1 202 /)
    expect((await row(idIn(answer))).raw.toString()).toBe(body)
  })
})

describe('a client that closes its half of the connection after the body', () => {
  it.each([
    ['with its length', (body: string) => head(`Content-Length: ${Buffer.byteLength(body)}`) + body],
    ['in pieces', (body: string) => `${head('Transfer-Encoding: chunked')}${chunk(body)}0\r\n\r\n`],
  ])('%s is answered', async (_what, written) => {
    const body = JSON.stringify(lead())
    const answer = await exchange(written(body), 'end')
    expect(answer).toMatch(/^HTTP\/1\.1 202 /)
    expect((await row(idIn(answer))).raw.toString()).toBe(body)
  })
})

describe('a client that closes the connection in the middle of its body', () => {
  const aborted = async () => {
    const text = await (await fetch(`${hub().url}/metrics`)).text()
    return Number(/leadyard_ingest_total\{source="marketplace",answer="aborted"\} (\d+)/.exec(text)?.[1] ?? 0)
  }
  const begun = `${head('Content-Length: 1000', 'Expect: 100-continue')}{"leadSource":"SPZA",`
  const inPieces = `${head('Transfer-Encoding: chunked', 'Expect: 100-continue')}${chunk('{"leadSource":"SPZA",')}`

  it.each([
    ['by closing its half', begun, 'end'],
    ['by closing its half, between two pieces', inPieces, 'end'],
    ['by a reset', begun, 'reset'],
    ['by a reset, between two pieces', inPieces, 'reset'],
  ] as const)('%s is counted, leaves no lead, and is no outage in the log', async (_what, bytes, then) => {
    const [before, known] = [await leads(), await aborted()]
    await exchange(bytes, then).catch(() => undefined)
    await eventually(async () => expect(await aborted()).toBe(known + 1))
    expect(await leads()).toBe(before)
    expect(log.join()).not.toMatch(/ledger could not be reached|failed unexpectedly/)
  })

  it('in a request to the API is not logged as an outage', async () => {
    const fields = [
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 1000',
      'Expect: 100-continue',
      '',
      '{"lines":[',
    ]
    await exchange([`POST /api/imports/marketplace/batches HTTP/1.1`, ...fields].join('\r\n'), 'reset').catch(
      () => undefined,
    )
    // When the end of this later request is seen, the earlier request has been answered.
    for (let n = 0; n < 5; n++) await aborted()
    expect(log.join()).not.toMatch(/ledger could not be reached|failed unexpectedly/)
  })
})

describe('a form with a retURL', () => {
  const posting = (returnTo: string) => {
    const body = `email=n${nextNumber()}%40contoso.com&retURL=${encodeURIComponent(returnTo)}`
    return fetch(`${hub().url}/ingest/website`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      body,
    })
  }

  it('that is too long for a reply header gets the page here instead', async () => {
    for (const length of [3_000, 20_000, 200_000]) {
      const response = await posting(`https://www.contoso.com/${'x'.repeat(length)}`)
      expect(response.status).toBe(202)
      expect(response.headers.has('location')).toBe(false)
      expect(await response.text()).toContain('Thank you')
    }
  })

  it('is measured after its characters are escaped', async () => {
    expect((await posting(`https://www.contoso.com/${'ü'.repeat(1_000)}`)).status).toBe(202)
    expect((await posting(`https://www.contoso.com/${'ü'.repeat(100)}`)).status).toBe(303)
  })
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of/)
})
