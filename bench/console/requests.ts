/** What pages ask: every read operation of the API, and lists, groups and previews with the filters of pages. */
import { endpoints } from '../../src/api/endpoints.ts'

export interface Request {
  method: 'GET' | 'POST'
  /** `/deliveries?state=held` */
  path: string
  body?: object
}

/** Values for the parameters of a path, by its first word. */
export interface Samples {
  lead: string
  delivery: string
  /** An id in the middle of the year, as the end of a page. */
  after: string
  afterLead: string
  replay: string
  lookup: string
  erasure: string
  version: string
  /** ISO 8601, an hour half a year ago. */
  hour: { from: string; to: string }
}

/** The past has no alerts, messages and proofs. Each of these reads a row by its key. */
const notInPast = /^\/(alerts|messages|reconciliations)\/\{/

/**
 * @throws if a read operation takes a parameter of which there is no sample: then it is to be added here.
 */
export function requestsOf(samples: Samples): Request[] {
  const gets = endpoints
    .filter(({ method, path, streams }) => method === 'get' && !streams && !notInPast.test(path))
    .map(({ path }): Request => ({ method: 'GET', path: filled(path, samples) }))
  const listed = [...deliveryFilters(samples).flatMap(deliveryRequests), ...leadFilters(samples).map(asLeads)]
  return [...gets, ...listed, ...figures, unroutedOffers, ...searches(samples)]
}

function filled(path: string, { lead, delivery, replay, lookup, erasure, version }: Samples): string {
  const values: Record<string, string> = {
    ...{ leads: lead, deliveries: delivery, replays: replay, lookups: lookup, erasures: erasure, config: version },
    ...{ destinations: 'to-0', sources: 'marketplace' },
  }
  const byName: Record<string, string> = { day: '2026-11-28', destination: 'to-0' }
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = byName[name] ?? values[path.split('/')[1] ?? '']
    if (value === undefined) throw new Error(`requests.ts has no sample for ${path}`)
    return value
  })
}

function deliveryFilters({ after, delivery, hour: { from, to } }: Samples): string[] {
  const trouble = 'state=waiting,held,rejected,uncertain,exhausted'
  return [
    ...['state=held', trouble, 'state=uncertain', 'state=delivered', 'state=cancelled', 'destination=to-0'],
    'destination=to-0&state=held&class=none&problem=none&code=none',
    'destination=to-0&state=held&problem=https-flow-off',
    ...[`destination=to-1&${trouble}`, 'destination=to-1&state=held', 'destination=to-2,to-3&state=rejected'],
    ...['destination=to-0&state=delivered', 'class=transient', 'code=HTTP_422', 'problem=https-flow-off'],
    ...['offer=contoso.offer-0', 'offer=contoso.offer-19', 'offer=contoso.none', 'offer=contoso.offer-0&state=held'],
    ...['offer=contoso.offer-3&state=uncertain', 'offer=contoso.offer-19&state=delivered'],
    ...[`from=${from}&to=${to}`, `from=${from}&to=${to}&destination=to-0`, `from=${from}&to=${to}&${trouble}`],
    ...[
      'doubled=true',
      'reference=none',
      `ids=${delivery}`,
      `ids=${delivery}&offer=contoso.offer-0`,
      `after=${after}`,
      `${trouble}&after=${after}`,
    ],
  ]
}

/** The list with its count, the groups, and the preview of a replay and of a cancellation. */
function deliveryRequests(query: string): Request[] {
  const { after: _, ...filter } = parsed(query)
  const isFilter = Object.keys(filter).length > 0
  return [
    { method: 'GET', path: `/deliveries?${query}` },
    ...(isFilter && !query.includes('after=')
      ? [
          { method: 'GET' as const, path: `/deliveries?${query}&limit=1&count=true` },
          { method: 'GET' as const, path: `/backlog?${query}` },
          { method: 'POST' as const, path: '/replays', body: { ...filter, dryRun: true } },
          { method: 'POST' as const, path: '/cancellations', body: { ...filter, dryRun: true } },
        ]
      : []),
  ]
}

function parsed(query: string): Record<string, unknown> {
  const lists = ['ids', 'state', 'destination', 'class', 'problem']
  return Object.fromEntries(
    [...new URLSearchParams(query)].map(([key, value]) => [
      key,
      lists.includes(key) ? value.split(',') : key === 'doubled' ? value === 'true' : value,
    ]),
  )
}

function leadFilters({ afterLead, hour: { from, to } }: Samples): string[] {
  return [
    ...[
      'count=true',
      'state=unrouted',
      'state=unrouted,unreadable,suppressed',
      'state=received',
      'state=routed&count=true',
    ],
    ...['source=web', 'source=none', 'source=events&state=unrouted', 'offer=contoso.offer-7', 'offer=contoso.none'],
    ...['offer=contoso.offer-7&state=unrouted', 'awaitingApproval=true', `from=${from}&to=${to}&count=true`],
    ...[`after=${afterLead}`, `source=web&after=${afterLead}`],
  ]
}

function asLeads(query: string): Request {
  return { method: 'GET', path: `/leads?${query}` }
}

const figures: readonly Request[] = [
  ...['of=attempts', 'of=leads&by=day', 'of=attempts&by=day', 'of=attempts&destination=to-2'],
  'of=leads&source=web&offer=contoso.offer-3&by=day',
].map((query) => ({ method: 'GET', path: `/tallies?${query}` }))

const unroutedOffers: Request = { method: 'GET', path: '/routes/matrix?unrouted=true' }

function searches({ lead }: Samples): Request[] {
  const email = 'past.777@contoso.com'
  return [
    { method: 'POST', path: '/leads/searches', body: { email, count: true } },
    { method: 'POST', path: '/leads/searches', body: { email: 'nobody@contoso.com', count: true } },
    { method: 'POST', path: '/deliveries/searches', body: { email, count: true } },
    { method: 'POST', path: '/backlog/searches', body: { email } },
    ...['past 777', 'past', 'nowhere', '777@contoso', lead].map((text) => asText({ text, count: true })),
    asText({ text: 'past', offer: 'contoso.offer-7', state: ['unrouted'] }),
    asText({ samePersonAs: lead, count: true }),
    { method: 'POST', path: '/replays', body: { lead, dryRun: true } },
    { method: 'POST', path: '/lookups', body: { destination: ['to-4'], dryRun: true } },
    { method: 'POST', path: '/releases', body: { destination: ['to-0', 'to-5'], dryRun: true } },
    { method: 'POST', path: '/approvals', body: { dryRun: true } },
    { method: 'POST', path: '/reroutings', body: { dryRun: true } },
  ]
}

function asText(body: object): Request {
  return { method: 'POST', path: '/leads/searches', body }
}
