import { describe, expect, it } from 'vitest'
import { networkFailure } from '../../src/outside/network-failure.ts'

const broken = (code: string, sent: boolean, aborted = false) =>
  networkFailure(
    Object.assign(new Error('connect to https://crm.example/secret-path'), { code }),
    { sent },
    'crm.example',
    aborted,
  )

describe('before anything was sent', () => {
  it.each(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE'])(
    '%s will pass',
    (code) => {
      expect(broken(code, false)).toMatchObject({ class: 'transient', detail: { code } })
    },
  )

  it.each([
    'ENOTFOUND',
    'ERR_INVALID_URL',
    'ERR_PRIVATE_NETWORK',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('%s needs a person', (code) => {
    expect(broken(code, false)).toMatchObject({ class: 'configuration', detail: { code } })
  })
})

describe('after the request left', () => {
  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'HPE_INVALID_CONSTANT', 'EPROTO', 'ENOTFOUND'])(
    '%s leaves it open whether the lead was taken',
    (code) => {
      expect(broken(code, true)).toMatchObject({ class: 'uncertain', detail: { code } })
    },
  )
})

it.each([
  [true, true, 'uncertain', 'ABORTED'],
  [false, true, 'transient', 'ABORTED'],
  [true, false, 'uncertain', 'ETIMEDOUT'],
  [false, false, 'transient', 'ETIMEDOUT'],
])('a request cut short (sent: %s, by the caller: %s) is %s', (sent, aborted, failureClass, code) => {
  expect(broken('ERR_CANCELED', sent, aborted)).toMatchObject({ class: failureClass, detail: { code } })
})

it('finds the code in the causes of an error', () => {
  const cause = new Error('outer', {
    cause: new Error('middle', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) }),
  })
  expect(networkFailure(cause, { sent: false }, 'h', false)).toMatchObject({ class: 'configuration' })
})

it.each([undefined, null, 'thrown text', 42, new Error('no code')])('makes something of %j', (error) => {
  expect(networkFailure(error, { sent: false }, 'h', false)).toMatchObject({
    class: 'transient',
    detail: { code: 'UNKNOWN' },
  })
  expect(networkFailure(error, { sent: true }, 'h', false).class).toBe('uncertain')
})

it('names the host, never the full address', () => {
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ERR_CANCELED']) {
    expect(broken(code, false).message).toContain('crm.example')
    expect(broken(code, false).message).not.toContain('secret-path')
  }
})
