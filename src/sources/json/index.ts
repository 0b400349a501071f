/** `type: json`: any other JSON; the settings tell the place of each part of the lead. */
import { readFlat } from '../../lead/flat.ts'
import { openJsonReader } from '../../lead/json.ts'
import { jsonIn, notJson, type Read, unreadable } from '../../reading/read.ts'
import { isJson, wantsJson } from '../content-type.ts'
import type { Source } from '../source.ts'
import { type JsonSettings, settings } from './settings.ts'
import { splitter } from './split.ts'

export const json = {
  type: 'json',
  settings,
  contentType: 'application/json',
  example: {
    settings: {
      key: 'an-example-of-a-key',
      fields: { 'person.email': 'contact.mail', 'person.company': 'contact.firm', 'offer.title': 'topic' },
    },
    body: JSON.stringify({ contact: { mail: 'someone@contoso.com', firm: 'Contoso' }, topic: 'Contoso Router Pro' }),
    email: 'someone@contoso.com',
    anyCasing: false,
  },
  read,
  receive: ({ key, fields, list }) => ({
    ...{ key, takes: isJson, wants: wantsJson },
    ...(list === undefined ? {} : { split: splitter({ fields, list }) }),
  }),
} satisfies Source<typeof settings>

const noLead =
  'Neither e-mail address nor phone number, last name or company is where `fields` of this source looks for them.'

function read({ fields, list }: JsonSettings): Read {
  const reader = openJsonReader({ fields, list })
  return (raw, arrival) => {
    const body = jsonIn(raw)
    if (body === undefined) return { unreadable: notJson }
    const lead = readFlat(reader.flat(body), arrival, body)
    return lead ? { lead } : unreadable(noLead)
  }
}
