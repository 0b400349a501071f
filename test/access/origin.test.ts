import type { Request } from 'express'
import { expect, it } from 'vitest'
import { isOfAnotherSite, isOfOwnPage, isSecure } from '../../src/access/origin.ts'

/** As Express shows it: `secure` is what a trusted proxy tells. */
const asked = (headers: Record<string, string>, trusted = true) =>
  ({
    secure: trusted && headers['x-forwarded-proto']?.startsWith('https') === true,
    get: (name: string) => headers[name],
    socket: {},
    app: { get: () => () => trusted },
  }) as unknown as Request

const publicUrl = 'https://leads.contoso.com'

it.each([
  [{ host: 'leads.contoso.com', 'x-forwarded-proto': 'https' }, undefined, true],
  [{ host: 'leads.contoso.com', 'x-forwarded-proto': 'https, http' }, undefined, true],
  [{ host: 'leads.contoso.com', 'x-forwarded-proto': 'http' }, publicUrl, false],
  [{ host: 'LEADS.contoso.com' }, publicUrl, true],
  [{ host: 'localhost:8080' }, publicUrl, false],
  [{ host: 'leads.contoso.com' }, 'http://leads.contoso.com', false],
  [{ host: 'leads.contoso.com' }, undefined, false],
])('with %o and publicUrl %o the browser used TLS: %o', (headers: Record<string, string>, url, secure) => {
  expect(isSecure(asked(headers), url)).toBe(secure)
})

it('what a proxy tells that is not trusted does not count', () => {
  const headers = (proto: string) => ({ host: 'leads.contoso.com', 'x-forwarded-proto': proto })
  expect(isSecure(asked(headers('https'), false), undefined)).toBe(false)
  expect(isSecure(asked(headers('http'), false), publicUrl)).toBe(true)
})

it.each([
  [{ host: 'h', origin: 'http://h' }, true],
  [{ host: 'h', origin: 'https://h' }, false],
  [{ host: 'h', origin: 'https://h', 'x-forwarded-proto': 'https' }, true],
  [{ host: 'h', origin: 'http://h', 'x-forwarded-proto': 'https' }, false],
  [{ host: 'h', origin: 'http://h.example.com' }, false],
  [{ host: 'h', origin: 'http://h', 'sec-fetch-site': 'cross-site' }, false],
  [{ host: 'behind-a-proxy', origin: 'https://h', 'sec-fetch-site': 'same-origin' }, true],
  [{ host: 'h' }, false],
])('a request with %o is surely of an own page: %o', (headers: Record<string, string>, own) => {
  expect(isOfOwnPage(asked(headers), undefined)).toBe(own)
})

it('a program tells neither site nor origin, and is of no other site', () => {
  expect(isOfAnotherSite(asked({ host: 'h' }))).toBe(false)
})
