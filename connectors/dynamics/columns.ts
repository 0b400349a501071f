/**
 * The columns of the organisation's own `lead` table: an organisation changes lengths and adds columns
 * (learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api).
 */
import { z } from 'zod'
import { singleFlight } from '../../src/async/single-flight.ts'
import type { FarField } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { WebApi } from './web-api.ts'

export interface Column extends FarField {
  /** `String`, `Memo`, `Picklist`, `Boolean`, `Lookup`… */
  readonly type: string
}

export interface Columns {
  readonly byName: ReadonlyMap<string, Column>
  /** `false`: the user may not read them, so the documented ones stand in. */
  readonly known: boolean
}

export interface ColumnSource {
  /** As read within the last hour; the documented ones where the user may not read them. */
  current(signal: AbortSignal): Promise<Columns>
  /** As they are this moment. */
  read(signal: AbortSignal): Promise<Columns>
  /** They have changed: a value that fitted does not fit. */
  forget(): void
}

const keptFor = 3_600_000

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

export function openColumns(api: WebApi, now: () => Date): ColumnSource {
  let held: { columns: Columns; at: number } | undefined

  function keep(columns: Columns): Columns {
    held = { columns, at: now().getTime() }
    return columns
  }

  const shared = singleFlight('the columns of the lead table', (signal) =>
    readColumns(api, signal).catch(documentedInstead).then(keep),
  )
  return {
    current: async (signal) => (held && held.at + keptFor > now().getTime() ? held.columns : shared(signal)),
    read: async (signal) => keep(await readColumns(api, signal)),
    forget: () => (held = undefined),
  }
}

async function readColumns(api: WebApi, signal: AbortSignal): Promise<Columns> {
  const table = "EntityDefinitions(LogicalName='lead')/Attributes"
  const chosen = 'LogicalName,AttributeType,IsValidForCreate,RequiredLevel,DisplayName'
  // Cached metadata may be half a minute old (compose-http-requests-handle-errors, "Consistency").
  const common = { headers: { consistency: 'Strong' }, signal }
  const lengthsOf = (type: string) =>
    api.read(lengths, { ...common, path: `${table}/Microsoft.Dynamics.CRM.${type}?$select=LogicalName,MaxLength` })
  const [all, strings, memos] = await Promise.all([
    api.read(attributes, { ...common, path: `${table}?$select=${chosen}` }),
    lengthsOf('StringAttributeMetadata'),
    lengthsOf('MemoAttributeMetadata'),
  ])
  const longest = new Map([...strings.value, ...memos.value].map((each) => [each.LogicalName, each.MaxLength]))
  const columns = all.value.map((each) => columnOf(each, longest.get(each.LogicalName) ?? undefined))
  return { known: true, byName: new Map(columns.map((each) => [each.name, each])) }
}

/** Whether the user may write leads but not read what a lead is: no reason not to write them. */
export function mayNotRead(error: unknown): boolean {
  return error instanceof DeliveryError && error.detail.status === 403
}

function documentedInstead(error: unknown): Columns {
  if (mayNotRead(error) || (error instanceof DeliveryError && error.detail.code === 'REPLY_TOO_LARGE'))
    return documented
  throw error
}

type Attribute = z.output<typeof attributes>['value'][number]

function columnOf({ LogicalName, AttributeType, ...more }: Attribute, maxLength: number | undefined): Column {
  return {
    name: LogicalName,
    type: AttributeType,
    label: more.DisplayName?.UserLocalizedLabel?.Label,
    maxLength,
    // Forms insist, the API does not; what the system requires, the system fills.
    required: more.RequiredLevel?.Value === 'ApplicationRequired',
    writable: more.IsValidForCreate,
  }
}

const text = (name: string, maxLength: number): Column => {
  return { name, type: 'String', maxLength, required: false, writable: true }
}
const switchOf = (name: string): Column => ({ name, type: 'Boolean', required: false, writable: true })

/** learn.microsoft.com/dynamics365/customer-engagement/developer/entities/lead */
export const documented: Columns = {
  known: false,
  byName: new Map(
    [
      { ...text('subject', 300), required: true },
      text('firstname', 50),
      { ...text('lastname', 50), required: true },
      text('emailaddress1', 100),
      text('telephone1', 50),
      text('mobilephone', 20),
      text('address1_country', 80),
      text('companyname', 100),
      text('jobtitle', 100),
      text('description', 2_000),
      { ...switchOf('leadsourcecode'), type: 'Picklist' },
      ...['donotphone', 'donotemail', 'donotbulkemail', 'donotpostalmail'].map(switchOf),
    ].map((each) => [each.name, each]),
  ),
}
