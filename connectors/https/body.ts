import type { FieldMap } from '../../src/connector.ts'
import { configuration } from '../../src/failure.ts'
import type { Settings } from './settings.ts'

/** The JSON that Microsoft's own connector posts; dots make objects. */
export const fields: FieldMap = {
  'userDetails.FirstName': { template: '{{ person.firstName }}' },
  'userDetails.LastName': { template: '{{ person.lastName }}' },
  'userDetails.Email': { template: '{{ person.email }}' },
  'userDetails.Phone': { template: '{{ person.phone.raw }}' },
  'userDetails.Country': { template: '{{ person.country.raw }}' },
  'userDetails.Company': { template: '{{ person.company }}' },
  'userDetails.Title': { template: '{{ person.title }}' },
  LeadSource: { template: '{{ source.text }}', default: '{{ source.code }}' },
  ActionCode: { template: '{{ action.code }}' },
  OfferTitle: { template: '{{ offer.title }}' },
  Description: { template: '{{ description }}' },
}

const usual = Object.keys(fields)

/** Receivers of the marketplace's JSON find every key of it, blank or not. */
export function bodyOf(mapped: Readonly<Record<string, string>>, kind: Settings['body']): string {
  const names = new Set([...(kind === 'marketplace' ? usual : []), ...Object.keys(mapped)])
  const root = branch()
  for (const name of names) place(root, name, mapped[name] ?? '')
  return JSON.stringify(root)
}

interface Tree {
  [name: string]: string | Tree
}

/** @throws DeliveryError `configuration` when one name needs to be a text and an object at once. */
function place(root: Tree, path: string, value: string): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  const at = names.reduce((tree, name) => {
    const next = (tree[name] ??= branch())
    if (typeof next === 'string') throw clash(path)
    return next
  }, root)
  if (last in at || last === '' || names.includes('')) throw clash(path)
  at[last] = value
}

/** Without a prototype: `__proto__` is a name like any other. */
function branch(): Tree {
  return Object.create(null)
}

function clash(path: string) {
  const name = JSON.stringify(path.slice(0, 60))
  const message = `The mapping’s field ${name} does not fit beside the others; a name cannot be a text and an object`
  return configuration({ message, code: 'FIELD_CLASH', problem: 'https-mapping' })
}
