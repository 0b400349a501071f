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
  const { texts, names } = shapeOf([...(kind === 'marketplace' ? usual : []), ...Object.keys(mapped)])
  return names.reduce((body, name, at) => body + JSON.stringify(mapped[name] ?? '') + texts[at + 1], texts[0] ?? '')
}

/** The JSON of a set of names, cut where their values go: there is a text more than names. */
interface Shape {
  texts: readonly string[]
  names: readonly string[]
}

/** One mapping makes few sets of names, by what is blank: so many are remembered, then all are forgotten. */
const remembered = 1_000
const known = new Map<string, Shape>()

function shapeOf(names: readonly string[]): Shape {
  const key = JSON.stringify(names)
  const before = known.get(key)
  if (before) return before
  const shape = cut(nested(names))
  if (known.size >= remembered) known.clear()
  known.set(key, shape)
  return shape
}

function cut(root: Tree): Shape {
  const texts = ['']
  const names: string[] = []
  const say = (text: string) => (texts[texts.length - 1] += text)
  const write = (tree: Tree) => {
    say('{')
    for (const [at, [key, below]] of Object.entries(tree).entries()) {
      say(`${at === 0 ? '' : ','}${JSON.stringify(key)}:`)
      if (typeof below === 'string') {
        names.push(below)
        texts.push('')
      } else write(below)
    }
    say('}')
  }
  write(root)
  return { texts, names }
}

/** Its leaves are the whole names. */
interface Tree {
  [name: string]: string | Tree
}

/** @throws DeliveryError `configuration` when one name needs to be a text and an object at once. */
function nested(paths: readonly string[]): Tree {
  const root = branch()
  for (const path of new Set(paths)) {
    const names = path.split('.')
    const last = names.pop() ?? ''
    const at = names.reduce((tree, name) => {
      const next = (tree[name] ??= branch())
      if (typeof next === 'string') throw clash(path)
      return next
    }, root)
    if (last in at || last === '' || names.includes('')) throw clash(path)
    at[last] = path
  }
  return root
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
