/** What the domain rules make of a lead before it is mapped. Pure. */
import type { Lead, Person } from '../lead/lead.ts'
import type { Handling } from '../routing/rules.ts'

/** Stands where a far end insists on a name. */
const nameless = '(withheld)'

export function isHandled(handling: string, how: Handling): boolean {
  return handling.split(',').includes(how)
}

export function handled(lead: Lead, handling: string): Lead {
  if (handling === '') return lead
  const shown = isHandled(handling, 'withhold') ? withheld(lead) : lead
  return isHandled(handling, 'mark') ? marked(shown) : shown
}

/** The properties of the lead that `withheld` takes away. */
const personal = [
  ...['person.firstName', 'person.lastName', 'person.name', 'person.email', 'person.title', 'person.phone'],
  ...['description', 'campaign', 'raw'],
]

/** Properties in whose place a blank or a placeholder stands. */
export function hiddenBy(handling: string): readonly string[] {
  return isHandled(handling, 'withhold') ? personal : []
}

/** Country, company and offer stay: they tell what the lead is worth, not who it is. */
function withheld({ description: _description, raw: _raw, ...lead }: Lead): Lead {
  const { emailDomain, company, country } = lead.person
  const person: Person = {
    ...{ firstName: '', lastName: nameless, name: nameless, email: '', emailDomain, title: '' },
    ...{ phone: { raw: '', e164: '' }, country, company },
  }
  // The campaign is read from the description: whatever stands in the one may stand in the other.
  return { ...lead, person, description: '', campaign: {}, raw: {} }
}

function marked(lead: Lead): Lead {
  const { person, description } = lead
  const mark = (text: string) => `[TEST] ${text}`.trim()
  return {
    ...lead,
    // A spread would read the sender's object, which few mappings need.
    get raw(): unknown {
      return lead.raw
    },
    person: { ...person, lastName: mark(person.lastName), name: mark(person.name) },
    description: mark(description),
  }
}
