/** Who writes in: names, places and companies that belong to nobody. */
import type { Random } from '../test/random.ts'

export interface Invented {
  firstName: string
  lastName: string
  email: string
  phone: string
  country: string
  company: string
  title: string
}

/** A country as senders write it, a phone number there (# = a digit), and names. */
const places = [
  { country: 'US', phone: '1425555####', first: ['Avery', 'Jordan', 'Maria', 'Terrence'], last: ['Howard', 'Okafor'] },
  { country: 'USA', phone: '+1 (206) 555-####', first: ['Dana', 'Luis', 'Priya'], last: ['Whitfield', 'Ramos'] },
  { country: 'DE', phone: '+49 30 2345####', first: ['Jürgen', 'Anke', 'Lena'], last: ['Kettelhut', 'Vogt', 'Groß'] },
  { country: 'Germany', phone: '089 2345###', first: ['Matthias', 'Sabine'], last: ['Müller', 'Winkelmann'] },
  { country: 'FR', phone: '+33 1 55 55 ## ##', first: ['Chloé', 'Émile', 'Inès'], last: ['Lefèvre', 'Moreau'] },
  { country: 'IN', phone: '+91 98765 4####', first: ['Ananya', 'Rohan', 'Sanjay'], last: ['Iyer', 'Deshpande'] },
  { country: 'GB', phone: '020 7946 ####', first: ['Imogen', 'Callum'], last: ['Ashworth', "O'Neill"] },
  { country: 'BR', phone: '+55 11 95555-####', first: ['João', 'Beatriz'], last: ['Araújo', 'Nascimento'] },
  { country: 'JP', phone: '+81 3 5555 ####', first: ['直樹', '美咲'], last: ['田中', '佐藤'] },
  { country: 'Netherlands', phone: '+31 20 555 ####', first: ['Femke', 'Sander'], last: ['van Dijk', 'de Boer'] },
] as const

const companies = [
  ...['Adventure Works', 'Contoso', 'Fabrikam', 'Fourth Coffee', 'Litware', "Margie's Travel", 'Northwind Traders'],
  ...['Proseware', 'Relecloud', 'Trey Research', 'VanArsdel', 'Wide World Importers', 'Wingtip Toys', 'Woodgrove Bank'],
]

const titles = [
  ...['Head of IT', 'Procurement Manager', 'Solutions Architect', 'Network Engineer', 'CTO', 'Student'],
  ...['Managing Director', 'Cloud Platform Lead', 'Security Officer', 'Consultant'],
]

/** One of ten properties is blank, as senders leave them; the e-mail address seldom is. */
export function inventPerson(random: Random): Invented {
  const place = random.pick(places)
  const firstName = random.pick<string>(place.first)
  const lastName = random.pick<string>(place.last)
  const company = random.pick(companies)
  const orBlank = (text: string, blanks = 0.1) => (random.next() < blanks ? '' : text)
  const name = ascii(firstName) && ascii(lastName) ? `${ascii(firstName)}.${ascii(lastName)}` : 'kontakt'
  return {
    firstName: orBlank(firstName, 0.03),
    lastName: orBlank(lastName, 0.03),
    email: orBlank(`${name}.${random.below(10_000)}@${ascii(company)}.example`, 0.01),
    phone: orBlank(place.phone.replace(/#/g, () => String(random.below(10)))),
    country: orBlank(place.country),
    company: orBlank(company),
    title: orBlank(random.pick(titles)),
  }
}

function ascii(text: string): string {
  const plain = text.normalize('NFKD').replaceAll('ß', 'ss').toLowerCase()
  return plain.replace(/[^a-z]/g, '')
}
