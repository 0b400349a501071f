/** Persons, their fields, and their activities. */
import type { Fault } from './replies.ts'

export interface Person {
  id: number
  email: string
  partition: string
  values: Record<string, unknown>
}

export interface Activity {
  type: 'Fill Out Form' | 'Push Lead to Marketo'
  personId: number
  /** Form id or program name. */
  asset: string
  values: Record<string, unknown>
  attributes: Record<string, unknown>
  at: Date
}

export interface PersonField {
  name: string
  displayName: string
  dataType: string
  length?: number
  updateable: boolean
}

const text = (name: string, displayName: string, dataType = 'string') =>
  ({ name, displayName, dataType, length: 255, updateable: true }) satisfies PersonField

const standardFields: readonly PersonField[] = [
  { name: 'id', displayName: 'Id', dataType: 'integer', updateable: false },
  text('email', 'Email Address', 'email'),
  text('firstName', 'First Name'),
  text('lastName', 'Last Name'),
  text('company', 'Company Name'),
  text('phone', 'Phone Number', 'phone'),
  text('country', 'Country'),
  text('title', 'Job Title'),
  text('leadSource', 'Lead Source'),
  { name: 'doNotCall', displayName: 'Do Not Call', dataType: 'boolean', updateable: true },
  { name: 'unsubscribed', displayName: 'Unsubscribed', dataType: 'boolean', updateable: true },
  { name: 'leadScore', displayName: 'Lead Score', dataType: 'score', updateable: true },
]

export type Outcome = { person: Person; status: 'created' | 'updated' } | { fault: Fault }

export interface Database {
  readonly persons: readonly Person[]
  readonly activities: Activity[]
  readonly fields: readonly PersonField[]
  upsert(values: Record<string, unknown>, partition?: string): Promise<Outcome>
  /** Deletes the person with its activities. `false` for an unknown id. */
  remove(id: number): boolean
  /** Merges a person into another: its id ends, and its activities go on there. */
  merge(loser: number, winner: number): void
}

export interface DatabaseOptions {
  fields?: readonly PersonField[]
  partitions?: readonly string[]
  /** The time between looking a person up and writing the person, as in the real Marketo. */
  latency: () => Promise<void>
}

export function openDatabase({ fields = [], partitions = ['Default'], latency }: DatabaseOptions): Database {
  const persons: Person[] = []
  const activities: Activity[] = []
  const all = [...standardFields, ...fields]
  let lastId = 1000

  return {
    persons,
    activities,
    fields: all,
    async upsert(values, partition = 'Default') {
      const fault = faultIn(values, all) ?? (partitions.includes(partition) ? undefined : denied(partition))
      if (fault) return { fault }
      const email = String(values['email'])
      const found = persons.filter((person) => person.email.toLowerCase() === email.toLowerCase())
      await latency()
      if (found.length > 1) return { fault: { code: '1007', message: 'Multiple lead match lookup criteria' } }
      const [known] = found
      if (known) {
        Object.assign(known.values, values)
        return { person: known, status: 'updated' }
      }
      const person = { id: ++lastId, email, partition, values: { ...values } }
      persons.push(person)
      return { person, status: 'created' }
    },
    merge(loser, winner) {
      const at = persons.findIndex(({ id }) => id === loser)
      persons.splice(at, 1)
      for (const activity of activities) if (activity.personId === loser) activity.personId = winner
    },
    remove(id) {
      const at = persons.findIndex((person) => person.id === id)
      if (at < 0) return false
      persons.splice(at, 1)
      const others = activities.filter(({ personId }) => personId !== id)
      activities.splice(0, activities.length, ...others)
      return true
    },
  }
}

function denied(partition: string): Fault {
  return { code: '1008', message: `Access denied to partition '${partition}'` }
}

/** Adobe documents the codes; the code for a value that is too long is assumed. */
function faultIn(values: Record<string, unknown>, fields: readonly PersonField[]): Fault | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is looked for
  if (!/^[\x00-\x7f]+@[\x00-\x7f]+$/.test(String(values['email'] ?? ''))) {
    return { code: '1003', message: "Invalid data: value for 'email'" }
  }
  for (const [name, value] of Object.entries(values)) {
    const field = fields.find((known) => known.name === name && known.updateable)
    if (!field) return { code: '1006', message: `Field '${name}' not found` }
    const type = field.dataType === 'boolean' ? 'boolean' : field.dataType === 'score' ? 'number' : 'string'
    if (typeof value !== type) {
      return { code: '1001', message: `Invalid value '${value}'. Required of type '${field.dataType}'` }
    }
    const size = field.dataType === 'text' ? Buffer.byteLength(String(value)) : String(value).length
    if (size > (field.length ?? Number.POSITIVE_INFINITY))
      return { code: '1003', message: `Invalid data: '${name}' is too long` }
  }
  return undefined
}
