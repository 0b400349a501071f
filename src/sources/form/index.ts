/** `type: form`: web forms, posted by browsers or by the web site's server. */
import { readFlat } from '../../lead/flat.ts'
import { readForm } from '../../lead/form.ts'
import { isUtf8Form } from '../../lead/form-pairs.ts'
import { testToken } from '../../lead/sample.ts'
import { formCharsetUnknown, isForm } from '../../reading/charset.ts'
import { type Read, unreadable } from '../../reading/read.ts'
import type { Source } from '../source.ts'
import { returnAddress } from './return-address.ts'
import { type FormSettings, settings } from './settings.ts'

export const form = {
  type: 'form',
  settings,
  contentType: 'application/x-www-form-urlencoded',
  example: {
    settings: { key: 'an-example-of-a-key', offer: 'contoso.router-pro', origins: ['https://www.contoso.com'] },
    body: 'first_name=Some&last_name=One&email=someone@contoso.com&company=Contoso',
    email: 'someone@contoso.com',
    anyCasing: true,
  },
  read,
  receive: ({ key, origins, limit, returnTo }) => ({
    ...{ key, origins, limit },
    takes: isForm,
    wants:
      'This source takes web forms. Send Content-Type: application/x-www-form-urlencoded (a script: URLSearchParams, not ' +
      'FormData). Nothing was kept.',
    returnTo: (raw) => returnAddress(readForm(raw).value('retURL'), returnTo),
  }),
  testPost: (now) => ({
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({
      ...{ first_name: 'Some', last_name: 'One', email: 'someone@contoso.com', company: 'Contoso' },
      description: testToken(now),
    }).toString(),
  }),
} satisfies Source<typeof settings>

const noLead =
  'The form holds neither e-mail address nor phone number, last name or company under a name that is understood.'

function read({ offer, fields, honeypot }: FormSettings): Read {
  return (raw, arrival) => {
    // A stored body that is not UTF-8 has an unknown charset; read again, it would be read in a wrong charset.
    if (!isUtf8Form(raw)) return { unreadable: formCharsetUnknown }
    const posted = readForm(raw, fields)
    if (honeypot && posted.value(honeypot)) {
      return { unreadable: { status: 422, detail: 'The honeypot field was filled.', hushed: true } }
    }
    const lead = readFlat(posted.flat, { ...arrival, otherwiseOffer: offer }, posted.raw)
    return lead ? { lead } : unreadable(noLead)
  }
}
