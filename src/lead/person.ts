import countries from 'i18n-iso-countries'
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { alpha2Of } from './countries.ts'
import type { Person } from './lead.ts'

export interface PersonAsSent {
  firstName: string
  lastName: string
  email: string
  phone: string
  country: string
  company: string
  title: string
}

/** Makes the sender's values comparable; the raw text stays next to every derived value. */
export function normalise(sent: PersonAsSent): Person {
  const country = countryOf(sent.country)
  const email = emailOf(sent.email)
  return {
    firstName: sent.firstName,
    lastName: sent.lastName,
    name: [sent.firstName, sent.lastName].filter(Boolean).join(' '),
    email,
    emailDomain: domainOf(email),
    phone: { raw: sent.phone, e164: e164(sent.phone, country.alpha2) },
    country,
    company: sent.company,
    title: sent.title,
  }
}

function emailOf(text: string): string {
  const at = text.lastIndexOf('@')
  return at < 0 ? text : text.slice(0, at) + text.slice(at).toLowerCase()
}

/**
 * Also reads `Ada <ada@uni.edu>`: the rules for universities use the domain, and it is shown where the address is not.
 */
function domainOf(email: string): string {
  const after = email.slice(email.lastIndexOf('@') + 1 || email.length).trimStart()
  return (/^[^\s<>(),;:"']*/.exec(after)?.[0] ?? '').replace(/\.$/, '')
}

function e164(text: string, alpha2: string): string {
  if (!text) return ''
  const country = isSupportedCountry(alpha2) ? (alpha2 as CountryCode) : undefined
  const parsed = parsePhoneNumberFromString(text, country)
  return parsed?.isPossible() ? parsed.number : ''
}

function countryOf(raw: string): Person['country'] {
  const alpha2 = alpha2Of(raw)
  return {
    raw,
    alpha2,
    alpha3: alpha2 ? (countries.alpha2ToAlpha3(alpha2) ?? '') : '',
    name: alpha2 ? (countries.getName(alpha2, 'en') ?? '') : '',
  }
}
