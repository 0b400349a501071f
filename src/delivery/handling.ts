/** Applies the domain rules to a lead before it is mapped: withhold personal data, mark test leads. Pure. */
import type { Lead, Person } from '../lead/lead.ts'
import type { Handling } from '../routing/rules.ts'

/** The placeholder for a name, because some far ends require a name. */
const nameless = '(withheld)'

export function isHandled(handling: string, how: Handling): boolean {
  return handling.split(',').includes(how)
}

export function handled(lead: Lead, handling: string): Lead {
  if (handling === '') return lead
  const shown = isHandled(handling, 'withhold') ? withheld(lead) : lead
  return isHandled(handling, 'mark') ? marked(shown) : shown
}

/** The properties of the lead that `withheld` blanks. */
const personal = [
  ...['person.firstName', 'person.lastName', 'person.name', 'person.email', 'person.title', 'person.phone'],
  ...['description', 'campaign', 'raw'],
]

/** Properties that this handling replaces with a blank or a placeholder. */
export function hiddenBy(handling: string): readonly string[] {
  return isHandled(handling, 'withhold') ? personal : []
}

/** Country, company and offer stay, because they do not identify the person. */
function withheld({ description: _description, raw: _raw, ...lead }: Lead): Lead {
  const { emailDomain, company, country } = lead.person
  const person: Person = {
    ...{ firstName: '', lastName: nameless, name: nameless, email: '', emailDomain, title: '' },
    ...{ phone: { raw: '', e164: '' }, country, company },
  }
  // The campaign is read from the description, so it may hold the same personal data.
  return { ...lead, person, description: '', campaign: {}, raw: {} }
}

function marked(lead: Lead): Lead {
  const { person, description } = lead
  const mark = (text: string) => `[TEST] ${text}`.trim()
  return {
    ...lead,
    // A getter, because parsing the body costs time and few mappings read it.
    get raw(): unknown {
      return lead.raw
    },
    person: { ...person, lastName: mark(person.lastName), name: mark(person.name) },
    description: mark(description),
  }
}
