import countries from 'i18n-iso-countries'
import de from 'i18n-iso-countries/langs/de.json' with { type: 'json' }
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import es from 'i18n-iso-countries/langs/es.json' with { type: 'json' }
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' }
import it from 'i18n-iso-countries/langs/it.json' with { type: 'json' }
import ja from 'i18n-iso-countries/langs/ja.json' with { type: 'json' }
import nl from 'i18n-iso-countries/langs/nl.json' with { type: 'json' }
import pt from 'i18n-iso-countries/langs/pt.json' with { type: 'json' }
import zh from 'i18n-iso-countries/langs/zh.json' with { type: 'json' }
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Person } from './lead.ts'

for (const locale of [en, fr, de, es, it, nl, pt, ja, zh]) countries.registerLocale(locale)
const languages = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'ja', 'zh']

export interface PersonAsSent {
  firstName: string
  lastName: string
  email: string
  phone: string
  country: string
  company: string
  title: string
}

/** What the sender wrote, made comparable: the raw text stays beside every derived value. */
export function normalise(sent: PersonAsSent): Person {
  const country = countryOf(sent.country)
  const email = emailOf(sent.email)
  return {
    firstName: sent.firstName,
    lastName: sent.lastName,
    name: [sent.firstName, sent.lastName].filter(Boolean).join(' '),
    email,
    emailDomain: email.slice(email.lastIndexOf('@') + 1 || email.length),
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

function e164(text: string, alpha2: string): string {
  if (!text) return ''
  const country = isSupportedCountry(alpha2) ? (alpha2 as CountryCode) : undefined
  const parsed = parsePhoneNumberFromString(text, country)
  return parsed?.isPossible() ? parsed.number : ''
}

function countryOf(raw: string): Person['country'] {
  const alpha2 = known.get(raw) ?? remember(raw, alpha2Of(raw))
  return {
    raw,
    alpha2,
    alpha3: alpha2 ? (countries.alpha2ToAlpha3(alpha2) ?? '') : '',
    name: alpha2 ? (countries.getName(alpha2, 'en') ?? '') : '',
  }
}

// A look-up by name walks nine languages; senders use a handful of spellings.
const known = new Map<string, string>()

function remember(raw: string, alpha2: string): string {
  if (known.size > 2000) known.clear()
  known.set(raw, alpha2)
  return alpha2
}

function alpha2Of(raw: string): string {
  const text = raw.trim()
  const code = text.toUpperCase()
  if (code === 'UK') return 'GB'
  if (/^[A-Z]{2}$/.test(code)) return countries.isValid(code) ? code : ''
  if (/^[A-Z]{3}$/.test(code)) return countries.alpha3ToAlpha2(code) ?? ''
  for (const language of languages) {
    const found = text && countries.getAlpha2Code(text, language)
    if (found) return found
  }
  return ''
}
