/**
 * Reads the JSON that Microsoft's commercial marketplace posts to an HTTPS lead destination. The documented schema is
 * PascalCase, the observed one camelCase, the documented test lead mixed: keys are taken in any casing.
 */
import type { Arrival } from './arrival.ts'
import { actionOf, sourceLabel } from './codes.ts'
import { readDescription } from './description.ts'
import type { Lead } from './lead.ts'
import { splitLeadSource } from './lead-source.ts'
import { isoOf, ticksToIso } from './moment.ts'
import { offerOf } from './offer.ts'
import { normalise } from './person.ts'
import { asObject, isObject, lowerKeys, textOf } from './sent-value.ts'
import { findTestToken } from './test-token.ts'

/** `undefined` when the object holds none of the documented properties, and so no lead. */
export function readMarketplace(body: unknown, arrival: Arrival): Lead | undefined {
  if (!isObject(body)) return undefined
  const top = lowerKeys(body)
  const userDetails = asObject(top['userdetails']) ?? asObject(top['customerinfo'])
  if (!userDetails && !documented.some((key) => key in top)) return undefined

  // In a table row or a hand-made post, the person's fields may stand next to the lead's own fields.
  const person = userDetails ? lowerKeys(userDetails) : top
  const leadSource = splitLeadSource(textOf(top['leadsource']))
  const described = readDescription(top['description'])
  const token = findTestToken(body)
  return {
    id: arrival.id,
    received: arrival.received.toISOString(),
    sent: token.ticks ? ticksToIso(token.ticks) : isoOf(textOf(top['createdtime'])),
    source: {
      endpoint: arrival.endpoint,
      code: leadSource.source,
      label: sourceLabel(leadSource.source),
      text: textOf(top['leadsource']),
    },
    action: actionOf(textOf(top['actioncode']) || leadSource.action),
    offer: offerOf(
      [arrival.offer ?? '', leadSource.offer, textOf(top['productid'])],
      textOf(top['offertitle']) || textOf(top['offerdisplayname']),
    ),
    person: normalise({
      firstName: textOf(person['firstname']),
      lastName: textOf(person['lastname']),
      email: textOf(person['email']),
      phone: textOf(person['phone']),
      country: textOf(person['country']),
      company: textOf(person['company']),
      title: textOf(person['title']),
    }),
    ...described,
    test: token.test,
    raw: body,
  }
}

const documented = [
  ...['userdetails', 'customerinfo', 'leadsource', 'actioncode', 'offertitle', 'offerdisplayname', 'description'],
  ...['firstname', 'lastname', 'email', 'phone', 'company'],
]
