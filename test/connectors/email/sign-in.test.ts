import tls from 'node:tls'
import { describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { selfSigned } from '../../far-ends/certificate.ts'
import { readToken } from '../../far-ends/entra/token.ts'
import { startEntra } from '../../far-ends/entra.ts'
import { deliveryOf } from '../sample.ts'
import { bench, closing } from './bench.ts'

describe('signing in', () => {
  const login = { username: 'leads@yard.example', password: 'correct horse battery' }

  test('a check signs in and sends nothing', async () => {
    const { server, destination } = await bench({ login })
    await destination.check?.(AbortSignal.timeout(20_000))
    expect(server.signIns).toEqual([login.username])
    expect(server.mails).toEqual([])
  })

  test('a check with a wrong password fails as a delivery would, and is not repeated by itself', async () => {
    const { destination } = await bench({ login }, { password: 'wrong' })
    const failure = { class: 'configuration', detail: { code: '5.7.8', probe: false } }
    await expect(destination.check?.(AbortSignal.timeout(20_000))).rejects.toMatchObject(failure)
    await expect(destination.deliver(deliveryOf(email))).rejects.toMatchObject(failure)
  })

  test('a password is never sent to a server that asks for none', async () => {
    const { server, destination } = await bench({}, login)
    const failure = { class: 'configuration', detail: { code: 'AUTH_NOT_OFFERED' } }
    await expect(destination.deliver(deliveryOf(email))).rejects.toMatchObject(failure)
    expect(server.mails).toEqual([])
  })

  test.for(['starttls', 'implicit'] as const)('over %s, to the host by its own name', async (mode) => {
    const certificate = selfSigned('localhost')
    const usual = tls.getCACertificates('default')
    tls.setDefaultCACertificates([...usual, certificate.cert])
    try {
      const { server, destination } = await bench({ tls: mode, certificate, login })
      await destination.deliver(deliveryOf(email))
      expect(server.mails).toHaveLength(1)
    } finally {
      tls.setDefaultCACertificates(usual)
    }
  })

  describe('by a token of Microsoft Entra ID', () => {
    async function withEntra(accepted: (token: string) => boolean) {
      const entra = await startEntra()
      closing.push(() => entra.close())
      const { directoryId, applicationId, applicationKey, authority } = entra
      const over = { username: login.username, directoryId, applicationId, applicationKey, authority }
      const isOurs = (token: string) => readToken(token)?.aud === 'https://outlook.office365.com' && accepted(token)
      return { entra, ...(await bench({ login: { username: login.username, token: isOurs } }, over)) }
    }

    test('one token serves many mails', async () => {
      const { entra, server, destination } = await withEntra(() => true)
      await destination.deliver(deliveryOf(email))
      await destination.deliver(deliveryOf(email))
      expect(server.mails).toHaveLength(2)
      expect(entra.asked.map(({ scope }) => scope)).toEqual(['https://outlook.office365.com/.default'])
    })

    test('a held token that is refused is fetched again, once', async () => {
      const known: string[] = []
      const { entra, server, destination } = await withEntra((token) => {
        if (!known.includes(token)) known.push(token)
        return server.mails.length === 0 || token !== known[0]
      })
      await destination.deliver(deliveryOf(email))
      await destination.deliver(deliveryOf(email))
      expect(server.mails).toHaveLength(2)
      expect(entra.asked).toHaveLength(2)
    })

    test('a fresh token that is refused is a matter of configuration', async () => {
      const { entra, destination } = await withEntra(() => false)
      await expect(destination.deliver(deliveryOf(email))).rejects.toMatchObject({
        class: 'configuration',
        detail: { status: 535, probe: true },
      })
      expect(entra.asked).toHaveLength(1)
    })

    test('a check proves that the client secret is good today', async () => {
      const { entra, destination } = await withEntra(() => true)
      await destination.deliver(deliveryOf(email))
      entra.rotate({ applicationKey: 'another one altogether' })
      await destination.deliver(deliveryOf(email))
      await expect(destination.check?.(AbortSignal.timeout(20_000))).rejects.toMatchObject({ class: 'configuration' })
    })
  })

  test('the day a client secret ends is told', async () => {
    const entra = {
      directoryId: 'contoso.com',
      applicationId: 'a',
      applicationKey: 'b',
      username: 'leads@yard.example',
    }
    const { destination } = await bench({}, { ...entra, applicationKeyExpires: '2027-10-31' })
    expect(destination.expiries?.()).toEqual([{ setting: 'applicationKey', at: new Date('2027-10-31') }])
  })
})
