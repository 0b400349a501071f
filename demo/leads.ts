/** What the marketplace sends: leads in the forms that are documented and seen, and now and then something else. */
import { type Random, seeded } from '../test/random.ts'
import { type Invented, inventPerson } from './people.ts'

export interface Posting {
  kind: 'lead' | 'test' | 'repeat' | 'unrouted' | 'unreadable'
  /** `?offer=` of the ingest URL; the sender that writes it into LeadSource needs none. */
  offer: string | undefined
  body: string
}

export interface Offer {
  id: string
  title: string
}

export const offers: readonly Offer[] = [
  { id: 'tailspin.router-pro', title: 'Tailspin Router Pro' },
  { id: 'tailspin.router-cloud', title: 'Tailspin Router Cloud' },
  { id: 'tailspin.consulting-days', title: 'Tailspin Consulting Days' },
]
const withoutRoute: Offer = { id: 'tailspin.sandbox', title: 'Tailspin Sandbox' }

/** Source and action as they go together, the usual ones more often. */
const occasions = [
  ...(['INS', 'INS', 'PLT', 'PLT', 'DNC'] as const).map((action) => ({ source: 'AzureMarketplace', action })),
  ...(['INS', 'PLT'] as const).map((action) => ({ source: 'SPZA', action })),
  { source: 'AzurePortal', action: 'Create' },
  { source: 'AzurePortal', action: 'Create' },
  { source: 'TestDrive', action: 'StartTestDrive' },
]

const notes = ['We would like a price for 40 branches.', 'Please call me in the morning.', 'Does it work with our VPN?']

/**
 * The next posting, again and again. Of `perMinute` one cannot be read and one is for an offer without a route.
 * @param now milliseconds, for the ticks of test leads
 */
export function inventLeads(seed: number, perMinute: number, now = Date.now): () => Posting {
  const random = seeded(seed)
  const minute = Math.max(Math.round(perMinute), 6)
  let sent: Posting[] = []
  let count = 0

  return () => {
    const turn = count++ % minute
    if (turn === 3) return { ...lead(random, random.pick(offers)), kind: 'unreadable', body: unreadable(random) }
    if (turn === 5) return { ...lead(random, withoutRoute), kind: 'unrouted' }
    const luck = random.next()
    const earlier = luck < 0.03 && sent.length > 0 ? random.pick(sent) : undefined
    if (earlier) return { ...earlier, kind: 'repeat' }
    const offer = random.pick(offers)
    const posting = luck > 0.98 ? testLead(random, offer, now()) : lead(random, offer)
    sent = [...sent.slice(-50), posting]
    return posting
  }
}

function lead(random: Random, offer: Offer): Posting {
  const person = inventPerson(random)
  const { source, action } = random.pick(occasions)
  const description = describe(random, action)
  const form = random.next()
  // LeadSource as Microsoft's CRM connectors write it: all in one, and no action code.
  if (form < 0.2) {
    const leadSource = `${source}-${action}|${offer.id}`
    const body = {
      UserDetails: pascal(person),
      LeadSource: leadSource,
      OfferTitle: offer.title,
      Description: description,
    }
    return { kind: 'lead', offer: undefined, body: JSON.stringify(body) }
  }
  const rest = { leadSource: source, actionCode: action, offerTitle: offer.title, description }
  // Documented in PascalCase, seen in camelCase.
  const body = form < 0.7 ? { UserDetails: pascal(person), ...pascal(rest) } : { userDetails: person, ...rest }
  return { kind: 'lead', offer: offer.id, body: JSON.stringify(body) }
}

/** As Partner Center's "Validate" sends it: one token everywhere, whose digits are .NET ticks. */
function testLead(random: Random, offer: Offer, now: number): Posting {
  const token = `MSFT_TEST_${BigInt(now) * 10_000n + 621_355_968_000_000_000n + BigInt(random.below(10_000))}`
  const names = { FirstName: token, LastName: token, Email: `${token}@test.com`, Company: token, Title: token }
  const userDetails = { ...names, Phone: '1234567890', Country: 'US' }
  const rest = { LeadSource: 'AzureMarketplace', ActionCode: 'INS', OfferTitle: offer.title, Description: token }
  return { kind: 'test', offer: offer.id, body: JSON.stringify({ userDetails, ...rest }) }
}

function unreadable(random: Random): string {
  if (random.next() < 0.5) return JSON.stringify({ event: 'ping', id: random.below(1e9) })
  return lead(random, random.pick(offers)).body.slice(0, 60 + random.below(40))
}

function describe(random: Random, action: string): string {
  if (action === 'PLT') return random.pick(notes)
  const campaign = { mktcmpid: `spring-${random.below(20)}`, partnerid: String(10_000 + random.below(90_000)) }
  return random.pick(['', ' ', 'Campaigns: ', JSON.stringify(campaign)])
}

function pascal(object: Invented | Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
  )
}
