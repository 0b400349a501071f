/** Where the routes send leads: the routes, the known offers, and both together. No personal data. */
import { z } from 'zod'
import { type KnownOffer, knownOffers, mostRecent } from '../ledger/reads/offers.ts'
import { openRoutesOfOffer, type RouteCondition, toldRoutes } from '../operations/offer-routes.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { sightOf, unread } from './privacy.ts'
import { matrixPageShape, offerPageShape, routeListShape } from './shapes/route.ts'

const paging = z.strictObject({
  limit: z.int().min(1).max(200).default(50),
  after: z.string().max(500).default('').meta({ description: '`next` of the page before.' }),
})

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
    query: paging,
    answer: matrixPageShape,
    async handle({ query, role }, api) {
      const { version, destinations, otherwise } = api.config()
      const { items, next } = await pageOfOffers(api, query)
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
]

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
