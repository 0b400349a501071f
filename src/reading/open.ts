/** How the leads of a source are read: for intake, for leads taken again, and for the dry run. */
import type { SourceConfig, SourceOf } from '../config/source.ts'
import { readFlat } from '../lead/flat.ts'
import { readForm } from '../lead/form.ts'
import { isUtf8Form } from '../lead/form-pairs.ts'
import { openJsonReader } from '../lead/json.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import { formCharsetUnknown } from './charset.ts'
import { jsonIn, notJson, type Read, unreadable } from './read.ts'

/** Made once for each source of a configuration. Without a source, as the marketplace's. */
export function openRead(source: SourceConfig | undefined): Read {
  switch (source?.type) {
    case 'form':
      return formRead(source)
    case 'json':
      return jsonRead(source)
    default:
      return marketplaceRead
  }
}

const noMarketplaceLead =
  'The JSON holds none of the properties of a marketplace lead (userDetails, LeadSource, OfferTitle…).'

export const marketplaceRead: Read = (raw, arrival) => {
  const body = jsonIn(raw)
  if (body === undefined) return { unreadable: notJson }
  const lead = readMarketplace(body, arrival)
  return lead ? { lead } : unreadable(noMarketplaceLead)
}

const noFormLead =
  'The form holds neither e-mail address nor phone number, last name or company under a name that is understood.'

export function formRead({ offer, fields, honeypot }: SourceOf<'form'>): Read {
  return (raw, arrival) => {
    // Kept because its charset could not be told: taken again, it would be read in a wrong one.
    if (!isUtf8Form(raw)) return { unreadable: formCharsetUnknown }
    const form = readForm(raw, fields)
    if (honeypot && form.value(honeypot)) {
      return { unreadable: { status: 422, detail: 'The honeypot field was filled.', hushed: true } }
    }
    const lead = readFlat(form.flat, { ...arrival, otherwiseOffer: offer }, form.raw)
    return lead ? { lead } : unreadable(noFormLead)
  }
}

const noJsonLead =
  'Neither e-mail address nor phone number, last name or company is where `fields` of this source looks for them.'

export function jsonRead({ fields, list }: SourceOf<'json'>): Read {
  const reader = openJsonReader({ fields, list })
  return (raw, arrival) => {
    const body = jsonIn(raw)
    if (body === undefined) return { unreadable: notJson }
    const lead = readFlat(reader.flat(body), arrival, body)
    return lead ? { lead } : unreadable(noJsonLead)
  }
}
