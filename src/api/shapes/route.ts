import { z } from 'zod'
import { capped, named, page, time } from './named.ts'

const switches = z
  .partialRecord(z.enum(['doNotContact', 'education', 'tests', 'repeats']), z.string())
  .meta({ description: 'The treatment of special leads, where it is not that of the file.' })

const conditions = z.array(z.string()).meta({ description: 'What a lead must meet: `country is DE`.' })

export const routeListShape = named(
  'RouteList',
  z.object({
    configVersion: z.string(),
    items: z.array(
      named(
        'Route',
        z.object({
          name: z.string(),
          offers: z.array(z.string()).meta({ description: 'Globs; `*` is every offer.' }),
          offersInAll: z.int().meta({ description: 'Of a long list, only the first offers are shown.' }),
          conditions,
          to: z.array(z.string()),
          otherwise: z.array(z.string()).meta({ description: 'Destinations for leads that do not meet `when`.' }),
          switches,
        }),
      ),
    ),
    otherwise: z.array(z.string()).meta({ description: 'Destinations for leads that no route takes.' }),
    rules: z.object({
      switches,
      countries: z.array(
        z.object({ in: z.array(z.string()), only: z.array(z.string()), redirect: z.string().nullable() }),
      ),
    }),
  }),
)

const offer = {
  offer: z.string().meta({ description: '`publisher.offer`, or the title where no id is known.' }),
  title: z
    .string()
    .nullable()
    .meta({ description: 'Of the newest lead that has one, among the last 20 of the offer.' }),
  routes: z.array(z.string()).meta({ description: 'Routes for this offer. None: its leads are unrouted.' }),
  someUnrouted: z.boolean().meta({ description: 'Whether leads of this offer may go nowhere.' }),
}

export const offerPageShape = page(
  'OfferPage',
  named(
    'Offer',
    z.object({
      ...offer,
      lastLead: z.object({ id: z.uuid(), receivedAt: time }),
      last24h: z.object({ leads: z.int(), capped: z.boolean().meta({ description: 'There are more than that.' }) }),
    }),
  ),
)

const cell = named(
  'MatrixCell',
  z.object({
    destination: z.string(),
    route: z.string(),
    otherwise: z.boolean().meta({ description: 'It gets the leads that do not meet the conditions.' }),
    conditions,
  }),
)

export const matrixPageShape = named(
  'RouteMatrix',
  z.object({
    configVersion: z.string(),
    destinations: z.array(z.string()).meta({ description: 'The columns.' }),
    otherwise: z.array(z.string()).meta({ description: 'Destinations for leads that no route takes.' }),
    items: z.array(named('MatrixRow', z.object({ ...offer, cells: z.array(cell) }))),
    next: z.string().nullable().meta({ description: '`after` of the next page; null on the last one.' }),
  }),
)

export const unroutedListShape = named(
  'UnroutedList',
  z.object({
    items: z.array(
      named(
        'UnroutedOffer',
        z.object({
          offer: z.string().nullable().meta({ description: 'Null: the leads name no offer.' }),
          count: z.int(),
          oldest: time.meta({ description: 'When the oldest of them came in.' }),
          routes: z
            .array(z.string())
            .meta({ description: 'Routes for this offer today. None: rerouting moves nothing.' }),
        }),
      ),
    ),
    otherwise: z.array(z.string()).meta({ description: 'Destinations for leads that no route takes.' }),
    capped: capped.meta({ description: 'There are more unrouted leads; the oldest 10,001 are counted.' }),
  }),
)
