/** Requests whose claim ends while they are being prepared. */
import http from 'node:http'
import https from 'node:https'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DeliveryError } from '../../src/failure.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { claimOfCaller, underClaim } from '../../src/outside/claim.ts'
import { openHttp } from '../../src/outside/http.ts'
import { selfSigned } from '../far-ends/certificate.ts'
import { listening } from './servers.ts'

function opened() {
  const door = openHttp({ guard: guardAddresses(['127.0.0.0/8']), connections: 1 })
  onTestFinished(() => door.close())
  return door
}

/** @returns its URL, and the bodies of the requests that reached it. */
async function receiver(scheme: 'http' | 'https', { onConnection = () => {}, onRequest = () => {} } = {}) {
  const bodies: string[] = []
  const answer: http.RequestListener = async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    onRequest()
    response.writeHead(201).end()
  }
  const server = scheme === 'http' ? http.createServer(answer) : https.createServer(selfSigned('localhost'), answer)
  server.on('connection', onConnection)
  const { url, close } = await listening(server, scheme)
  onTestFinished(close)
  return { url, bodies }
}

const failed = (sending: Promise<unknown>): Promise<DeliveryError> =>
  sending.then(
    () => Promise.reject(new Error('it was answered')),
    (error) => error,
  )

describe.each(['http', 'https'] as const)('a request over %s', (scheme) => {
  const trusting = () => {
    if (scheme === 'http') return
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
  }

  it('does not leave if its claim ends while the connection is made', async () => {
    trusting()
    let mine = true
    const { url, bodies } = await receiver(scheme, { onConnection: () => (mine = false) })
    const door = opened()
    const sending = underClaim(
      () => mine,
      () => door.request({ method: 'POST', url, body: 'the lead' }),
    )
    expect(await failed(sending)).toMatchObject({ class: 'transient', detail: { code: 'CLAIM_OVER' } })
    // A request with a valid claim shows that the far end answers.
    await opened().request({ method: 'POST', url, body: 'another' })
    expect(bodies).toEqual(['another'])
  })

  it('does not leave on a kept connection if its claim ends while it waits for the connection', async () => {
    trusting()
    let mine = true
    const { url, bodies } = await receiver(scheme, { onRequest: () => (mine = false) })
    const door = opened()
    const first = door.request({ method: 'POST', url, body: 'first' })
    const second = underClaim(
      () => mine,
      () => door.request({ method: 'POST', url, body: 'the lead' }),
    )
    const failure = failed(second)
    await first
    expect(await failure).toMatchObject({ class: 'transient', detail: { code: 'CLAIM_OVER' } })
    await door.request({ method: 'POST', url, body: 'last' })
    expect(bodies).toEqual(['first', 'last'])
  })

  it('leaves while its claim lasts', async () => {
    trusting()
    const { url, bodies } = await receiver(scheme)
    await underClaim(
      () => true,
      () => opened().request({ method: 'POST', url, body: 'the lead' }),
    )
    expect(bodies).toEqual(['the lead'])
  })
})

it('a request without a delivery may always leave', () => {
  expect(claimOfCaller()()).toBe(true)
})
