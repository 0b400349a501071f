/** PagerDuty's Events API v2: incidents by their dedup_key, change events, and the limits of both. */
import { z } from 'zod'
import { type Answer, type Endpoint, type Posted, startEndpoint } from './endpoint.ts'

const routingKey = 'R0UT1NGKEY0123456789abcdefABCDEF'

const summary = z.string().min(1).max(1_024)
const links = z.array(z.object({ href: z.url(), text: z.string() })).optional()
const event = z.discriminatedUnion('event_action', [
  z.object({
    event_action: z.literal('trigger'),
    routing_key: z.string(),
    dedup_key: z.string().max(255),
    links,
    payload: z.object({
      summary,
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime(),
    }),
  }),
  z.object({
    event_action: z.enum(['acknowledge', 'resolve']),
    routing_key: z.string(),
    dedup_key: z.string().min(1).max(255),
  }),
])
const change = z.object({
  routing_key: z.string(),
  links,
  payload: z.object({ summary, source: z.string().min(1), timestamp: z.iso.datetime() }),
})

export interface PagerDutyFarEnd extends Endpoint {
  routingKey: string
  /** Events that concern an incident, or open one, in order. */
  events: readonly z.output<typeof event>[]
  changes: readonly z.output<typeof change>[]
  /** By dedup_key. */
  incidents: ReadonlyMap<string, 'triggered' | 'acknowledged'>
}

export async function startPagerDuty(): Promise<PagerDutyFarEnd> {
  const events: z.output<typeof event>[] = []
  const changes: z.output<typeof change>[] = []
  const incidents = new Map<string, 'triggered' | 'acknowledged'>()
  const invalid = (error: string): Answer => ({
    status: 400,
    body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: [error] }),
  })
  const taken = (more: object): Answer => ({
    status: 202,
    body: JSON.stringify({ status: 'success', message: 'Event processed', ...more }),
  })

  function take({ path, body }: Posted): Answer {
    if (Buffer.byteLength(body) > 512 * 1024) return { status: 413, body: '' }
    const given: unknown = JSON.parse(body)
    const key = z.object({ routing_key: z.string() }).safeParse(given).data?.routing_key
    if (key !== routingKey) return invalid('Invalid routing key')
    if (path === '/v2/change/enqueue') {
      const read = change.safeParse(given)
      if (!read.success) return invalid(read.error.issues[0]?.message ?? '')
      changes.push(read.data)
      return taken({})
    }
    const read = event.safeParse(given)
    if (!read.success) return invalid(read.error.issues[0]?.message ?? '')
    apply(read.data)
    return taken({ dedup_key: read.data.dedup_key })
  }

  function apply(one: z.output<typeof event>): void {
    const { event_action: action, dedup_key } = one
    const known = incidents.get(dedup_key)
    // What concerns an unknown incident is dropped without a word.
    if (!known && action !== 'trigger') return
    events.push(one)
    if (action === 'resolve') incidents.delete(dedup_key)
    else incidents.set(dedup_key, action === 'acknowledge' ? 'acknowledged' : (known ?? 'triggered'))
  }

  const endpoint = await startEndpoint(take)
  return { ...endpoint, routingKey, events, changes, incidents }
}
