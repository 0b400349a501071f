import { z } from 'zod'
import { sharedCall } from '../../src/async/shared-call.ts'
import type { FarField, FieldMap } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { Client } from './client.ts'
import { mayNotRead } from './replies.ts'

const noContact = { template: "{% if action.stage == 'do-not-contact' %}true{% endif %}" }

/**
 * Columns of the table `lead` (learn.microsoft.com/dynamics365/customer-engagement/web-api/lead). No maxLength: an
 * organisation changes its lengths, so values are cut to the lengths that it has now.
 */
export const fields = {
  subject: {
    template:
      "{% assign what = offer.title | default: offer.id | default: 'Lead' %}" +
      "{{ what }}{% if action.label != '' %} – {{ action.label }}{% endif %}",
  },
  firstname: { template: '{{ person.firstName }}' },
  lastname: {
    template: '{{ person.lastName }}',
    default: "{{ person.email | split: '@' | first | default: '[not provided]' }}",
    required: true,
  },
  emailaddress1: { template: '{{ person.email }}' },
  telephone1: { template: '{{ person.phone.e164 | default: person.phone.raw }}' },
  address1_country: { template: '{{ person.country.name | default: person.country.raw }}' },
  companyname: { template: '{{ person.company }}' },
  jobtitle: { template: '{{ person.title }}' },
  // The sender's own words come last: they may be long, and a long value is cut at its end.
  description: {
    template: `{% if offer.id != '' %}Offer: {{ offer.id }}
{% endif %}{% if source.label != '' %}Source: {{ source.label }}
{% endif %}{% if action.code != '' %}Action: {{ action.label }} ({{ action.code }})
{% endif %}{% for parameter in campaign %}{{ parameter[0] }}: {{ parameter[1] }}
{% endfor %}Lead: {{ id }}
{% if description != '' %}
{{ description }}{% endif %}`,
  },
  donotphone: noContact,
  donotemail: noContact,
  donotbulkemail: noContact,
  donotpostalmail: noContact,
} satisfies FieldMap

export interface Column extends FarField {
  /** `String`, `Memo`, `Picklist`, `Boolean`, `Lookup`… */
  readonly type: string
}

export interface Columns {
  readonly byName: ReadonlyMap<string, Column>
  /** `false`: the user may not read them, so the documented columns stand in. */
  readonly known: boolean
}

/** The columns of the organisation's own `lead` table: an organisation changes lengths and adds columns. */
export interface ColumnSource {
  /** As read within the last hour, or now if a name is missing. Without the right to read them, the documented columns. */
  current(names: readonly string[], signal: AbortSignal): Promise<Columns>
  /** As they are this moment. */
  read(signal: AbortSignal): Promise<Columns>
  /** They have changed: a value that was cut to its column does not fit. */
  forget(): void
}

/** Names that cannot be set on a new lead. Dataverse itself judges a bound lookup (`…@odata.bind`). */
export function missingColumns(names: readonly string[], { byName, known }: Columns): string[] {
  return known ? names.filter((name) => !name.includes('@') && !byName.get(name)?.writable) : []
}

const cachedFor = 3_600_000

export function openColumns(client: Client, now: () => Date): ColumnSource {
  let cached: { columns: Columns; until: number } | undefined

  function cache(columns: Columns): Columns {
    cached = { columns, until: now().getTime() + cachedFor }
    return columns
  }

  const read = async (signal: AbortSignal) => cache(await readColumns(client, signal))
  const readOnce = sharedCall('the columns of the lead table', (signal) =>
    readColumns(client, signal).catch(documentedInstead).then(cache),
  )
  return {
    async current(names, signal) {
      const columns = cached && cached.until > now().getTime() ? cached.columns : await readOnce(signal)
      return missingColumns(names, columns).length > 0 ? read(signal) : columns
    },
    read,
    forget: () => (cached = undefined),
  }
}

const label = z.object({ UserLocalizedLabel: z.object({ Label: z.string() }).nullish() }).nullish()
const attributes = z.object({
  value: z.array(
    z.object({
      LogicalName: z.string(),
      AttributeType: z.string().catch('String'),
      IsValidForCreate: z.boolean().catch(true),
      RequiredLevel: z.object({ Value: z.string() }).nullish(),
      DisplayName: label,
    }),
  ),
})
const lengths = z.object({ value: z.array(z.object({ LogicalName: z.string(), MaxLength: z.number().nullish() })) })

// learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
async function readColumns(client: Client, signal: AbortSignal): Promise<Columns> {
  const table = "EntityDefinitions(LogicalName='lead')/Attributes"
  const chosen = 'LogicalName,AttributeType,IsValidForCreate,RequiredLevel,DisplayName'
  // Cached metadata may be half a minute old (compose-http-requests-handle-errors, "Consistency").
  const common = { headers: { consistency: 'Strong' }, signal }
  const lengthsOf = (type: string) =>
    client.read(lengths, { ...common, path: `${table}/Microsoft.Dynamics.CRM.${type}?$select=LogicalName,MaxLength` })
  const [all, strings, memos] = await Promise.all([
    client.read(attributes, { ...common, path: `${table}?$select=${chosen}` }),
    lengthsOf('StringAttributeMetadata'),
    lengthsOf('MemoAttributeMetadata'),
  ])
  const longest = new Map([...strings.value, ...memos.value].map((each) => [each.LogicalName, each.MaxLength]))
  const columns = all.value.map((each) => columnOf(each, longest.get(each.LogicalName) ?? undefined))
  return { known: true, byName: new Map(columns.map((each) => [each.name, each])) }
}

function documentedInstead(error: unknown): Columns {
  const tooLarge = error instanceof DeliveryError && error.detail.code === 'REPLY_TOO_LARGE'
  if (tooLarge || mayNotRead(error)) return documented
  throw error
}

type Attribute = z.output<typeof attributes>['value'][number]

function columnOf({ LogicalName, AttributeType, ...more }: Attribute, maxLength: number | undefined): Column {
  return {
    name: LogicalName,
    type: AttributeType,
    label: more.DisplayName?.UserLocalizedLabel?.Label,
    maxLength,
    // Forms insist, the API does not; the system fills what it requires itself.
    required: more.RequiredLevel?.Value === 'ApplicationRequired',
    writable: more.IsValidForCreate,
  }
}

const column = (name: string, type: string, maxLength?: number): Column => {
  return { name, type, maxLength, required: name === 'subject' || name === 'lastname', writable: true }
}

/** learn.microsoft.com/dynamics365/customer-engagement/developer/entities/lead */
export const documented: Columns = {
  known: false,
  byName: new Map(
    [
      column('subject', 'String', 300),
      column('firstname', 'String', 50),
      column('lastname', 'String', 50),
      column('emailaddress1', 'String', 100),
      column('telephone1', 'String', 50),
      column('mobilephone', 'String', 20),
      column('address1_country', 'String', 80),
      column('companyname', 'String', 100),
      column('jobtitle', 'String', 100),
      column('description', 'String', 2_000),
      column('leadsourcecode', 'Picklist'),
      ...['donotphone', 'donotemail', 'donotbulkemail', 'donotpostalmail'].map((name) => column(name, 'Boolean')),
    ].map((each) => [each.name, each]),
  ),
}
