/** Where the routes send leads: the routes, the known offers, and both together. No personal data. */
import { z } from 'zod'
import { type KnownOffer, knownOffers, mostRecent } from '../ledger/reads/offers.ts'
import { strandedBy } from '../ledger/reads/stranded.ts'
import { openRoutesOfOffer, type RouteCondition, toldRoutes } from '../operations/offer-routes.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { sightOf, unread } from './privacy.ts'
import { matrixPageShape, offerPageShape, routeListShape, unroutedListShape } from './shapes/route.ts'

const mostAtOnce = 200

const paging = z.strictObject({
  limit: z.int().min(1).max(mostAtOnce).default(50),
  after: z.string().max(500).default('').meta({ description: '`next` of the page before.' }),
})

/** With `unrouted`, so many offers are looked through for a page, which may be short then. */
const lookedThrough = 1_000

/** Of a route with very many offers, so many are shown. */
const shownOffers = 100
const day = 86_400_000

export const routeEndpoints = [
  endpoint({
    method: 'get',
    path: '/routes',
    summary: 'The routes in force, in their order, and the rules for all of them',
    role: 'viewer',
    answer: routeListShape,
    handle: ({ role }, api) => routesOf(api, role),
  }),
  endpoint({
    method: 'get',
    path: '/routes/matrix',
    summary: 'Known offers by destinations: the routes that bring an offer there, and their conditions',
    role: 'viewer',
    query: paging.extend({
      unrouted: z.boolean().default(false).meta({
        description: 'Only offers whose leads go nowhere. A page may be short then, although there is a next one.',
      }),
    }),
    answer: matrixPageShape,
    async handle({ query: { unrouted, ...cut }, role }, api) {
      const { version, destinations, otherwise } = api.config()
      const { items, next } = await (unrouted ? pageOfUnrouted(api, cut) : pageOfOffers(api, cut))
      return {
        ...{ configVersion: version, destinations: [...destinations.keys()], otherwise: [...otherwise], next },
        items: items.map(({ cells, recent: _, ...row }) => ({
          ...commonOf(row),
          cells: cells.map((cell) => ({ ...cell, conditions: textsOf(cell, api, role) })),
        })),
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/offers',
    summary: 'The offers that leads were about, by name: the last lead, the leads of 24 hours, the routes',
    role: 'viewer',
    query: paging,
    answer: offerPageShape,
    async handle({ query }, api) {
      const { items, next } = await pageOfOffers(api, query)
      return {
        next,
        items: items.map((one) => ({
          ...commonOf(one),
          lastLead: { id: one.last_lead, receivedAt: one.last_at.toISOString() },
          last24h: { leads: Math.min(one.recent, mostRecent - 1), capped: one.recent >= mostRecent },
        })),
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/offers/unrouted',
    summary: 'Leads that no route took, by offer: how many, since when, and the routes that would take them today',
    role: 'viewer',
    answer: unroutedListShape,
    async handle(_, { delivery: { db }, config }) {
      const { parts, capped } = await strandedBy(db, 'offer', 'unrouted')
      const routesOfOffer = openRoutesOfOffer(config())
      const items = parts.map(({ name, count, oldest }) => ({
        ...{ offer: name || null, count, oldest: oldest.toISOString() },
        routes: [...routesOfOffer({ id: name, title: name }).routes],
      }))
      return { items, otherwise: [...config().otherwise], ...(capped ? { capped } : {}) }
    },
  }),
]

type OfferPage = Awaited<ReturnType<typeof pageOfOffers>>

/** Which offers have no route is not in the ledger, so that the known offers are looked through. */
async function pageOfUnrouted(api: ApiContext, { limit, after }: z.output<typeof paging>): Promise<OfferPage> {
  if (api.config().otherwise.length > 0) return { items: [], next: null }
  const items: OfferPage['items'] = []
  let next: string | null = after
  for (let looked = 0; next !== null && looked < lookedThrough; looked += mostAtOnce) {
    const page: OfferPage = await pageOfOffers(api, { limit: mostAtOnce, after: next })
    const found = page.items.filter(({ routes }) => routes.length === 0)
    const room = limit - items.length
    items.push(...found.slice(0, room))
    if (found.length > room) return { items, next: items.at(-1)?.id ?? null }
    next = page.next
  }
  return { items, next }
}

async function pageOfOffers({ delivery, config }: ApiContext, { limit, after }: z.output<typeof paging>) {
  const found = await knownOffers(delivery.db, { since: new Date(Date.now() - day), after, limit: limit + 1 })
  const routesOfOffer = openRoutesOfOffer(config())
  const items = found.slice(0, limit).map((one) => {
    return { ...one, ...routesOfOffer(namesOf(one)) }
  })
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** An erased lead tells no offer, and then the name by which leads are found is all that is known. */
function namesOf({ id, offer_id: offer, title }: KnownOffer): { id: string; title: string } {
  return offer || title ? { id: offer ?? '', title: title ?? '' } : { id, title: id }
}

function commonOf(one: Pick<KnownOffer, 'id' | 'title'> & { routes: readonly string[]; someUnrouted: boolean }) {
  return { offer: one.id, title: one.title || null, routes: [...one.routes], someUnrouted: one.someUnrouted }
}

function textsOf(
  { conditions }: { conditions: readonly RouteCondition[] },
  { delivery: { hide } }: ApiContext,
  role: Role,
): string[] {
  const { reads } = sightOf(role)
  return conditions.map(({ property, text }) => (reads(property) ? hide(text) : unread(property)))
}

function routesOf(api: ApiContext, role: Role): z.input<typeof routeListShape> {
  const config = api.config()
  const { doNotContact, education, tests, repeats, countries } = config.rules
  return {
    configVersion: config.version,
    items: toldRoutes(config).map(({ name, offers, to, otherwise, switches, ...route }) => ({
      name,
      offers: offers.slice(0, shownOffers).map(api.delivery.hide),
      offersInAll: offers.length,
      conditions: textsOf(route, api, role),
      ...{ to: [...to], otherwise: [...otherwise], switches },
    })),
    otherwise: [...config.otherwise],
    rules: {
      switches: { doNotContact, education, tests, repeats },
      countries: countries.map(({ in: codes, only, redirect }) => ({
        ...{ in: [codes].flat().map(String), only: [...only], redirect: redirect ?? null },
      })),
    },
  }
}
