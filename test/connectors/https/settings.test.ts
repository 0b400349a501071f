import { expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'

const url = 'https://hooks.contoso.com/leads'
const flow =
  'https://e1.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/1/triggers/manual/paths/invoke?api-version=1'
const entra = { directoryId: 'd', clientId: 'c', clientSecret: 's' }

test.for<[string, Record<string, unknown>, string, RegExp]>([
  ['no URL', { url: 'leads' }, 'url', /https:\/\//],
  ['another scheme', { url: 'ftp://hooks.contoso.com' }, 'url', /https:\/\//],
  ['plain http to the world', { url: 'http://hooks.contoso.com' }, 'url', /https:\/\//],
  ['plain http to a public address', { url: 'http://20.1.2.3/' }, 'url', /https:\/\//],
  ['plain http to a public IPv6 address', { url: 'http://[2603:1030::1]/' }, 'url', /https:\/\//],
  ['a user in the URL', { url: 'https://u:p@hooks.contoso.com' }, 'url', /username and password/],
  ['sig and a token', { url: `${url}?sig=abc`, bearerToken: 't' }, 'url', /sig/],
  ['sig and Basic', { url: `${url}?sig=abc`, username: 'u', password: 'p' }, 'url', /sig/],
  ['sig and Entra', { url: `${flow}&sig=abc`, ...entra }, 'url', /sig/],
  ['sig and a header of the operator', { url: `${url}?sig=abc`, headers: { AUTHORIZATION: 'x' } }, 'url', /sig/],
  ['a flow’s URL without sig or sign-in', { url: flow }, 'url', /copy the whole URL/],
  ['two sign-ins', { url, bearerToken: 't', ...entra }, 'bearerToken', /only one/],
  ['half of Basic', { url, username: 'u' }, 'username', /together/],
  ['half of Entra', { url, directoryId: 'd', clientId: 'c' }, 'directoryId', /together/],
  ['a secret too short', { url, secret: 'whsec_c2hvcnQ=' }, 'secret', /24 to 64/],
  ['a secret that is no base64', { url, secret: `whsec_${'!'.repeat(40)}` }, 'secret', /base64/],
  ['a header of the connection', { url, headers: { Expect: '100-continue' } }, 'headers', /Leadyard/],
  ['a header that is ours', { url, headers: { 'Webhook-Id': '1' } }, 'headers', /Leadyard/],
  ['a header with a line break', { url, headers: { 'x-a': 'one\r\ntwo' } }, 'headers.x-a', /ASCII/],
  ['a header with a colon in its name', { url, headers: { 'x:a': 'one' } }, 'headers.x:a', /./],
  ['a receipt from nowhere', { url, receipt: 'id' }, 'receipt', /body\.id/],
  ['a failure as expected', { url, expect: [404] }, 'expect.0', /./],
])('%s is refused', ([, settings, path, message]) => {
  const [issue] = https.settings.safeParse(settings).error?.issues ?? []
  expect(issue?.path.join('.')).toBe(path)
  expect(issue?.message).toMatch(message)
})

test.for<[string, Record<string, unknown>]>([
  ['the least', { url }],
  ['loopback', { url: 'http://127.0.0.1:8080/' }],
  ['IPv6 loopback', { url: 'http://[::1]:8080/' }],
  ['a private address', { url: 'http://10.1.2.3/leads' }],
  ['a container’s name', { url: 'http://crm:8080/leads' }],
  ['an internal name', { url: 'http://crm.corp.internal/leads' }],
  ['sig alone', { url: `${flow}&sig=abc` }],
  ['sig and an API key', { url: `${url}?sig=abc`, apiKey: 'k' }],
  ['a flow of the tenant', { url: flow, ...entra }],
  ['secrets in rotation', { url, secret: [`whsec_${'A'.repeat(32)}`, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }],
])('%s is taken', ([, settings]) => {
  expect(https.settings.safeParse(settings).error?.issues).toBeUndefined()
})

test('a fault never shows the value', () => {
  const given = {
    url: 'http://hooks.contoso.com/?code=hidden-code',
    secret: 'hidden-secret',
    password: 'hidden-password',
  }
  expect(JSON.stringify(https.settings.safeParse(given).error?.issues)).not.toMatch(/hidden/)
})
