/** The pages by their address: their code, and what they read when they are opened without a filter. */
import type { EarlyRead } from '../hub/early.ts'
import { chosenLanguage } from './stored.ts'
import { type LaterPart, loadLater } from './text-files.ts'

interface PageFile<P> {
  load(): Promise<P>
  reads?: readonly EarlyRead[]
}

function page<P>(load: () => Promise<P>, ...reads: readonly (string | EarlyRead)[]): PageFile<P> {
  return { load, reads: reads.map((read) => (typeof read === 'string' ? { path: read } : read)) }
}

/** A page that shows texts which the first load lacks: they come with its code. */
function withTexts<P>(part: LaterPart, load: () => Promise<P>): () => Promise<P> {
  return async () => {
    const [file] = await Promise.all([load(), loadLater(part, chosenLanguage())])
    return file
  }
}

const offers = '/offers?limit=200'
/** The first page of a list, as `hub/lists.ts` asks for it. */
const firstRows = { limit: 50, count: true }

export const pages = {
  '/': page(
    () => import('../pages/overview/overview.tsx'),
    '/overview',
    '/destinations',
    '/tallies?of=leads&by=hour',
    '/tallies?of=attempts&by=hour',
  ),
  '/failed': page(() => import('../pages/failed/failed.tsx'), '/backlog', '/destinations', offers),
  '/deliveries': page(
    () => import('../pages/deliveries/deliveries.tsx'),
    { path: '/deliveries/searches', body: firstRows },
    '/destinations',
    '/backlog',
    offers,
  ),
  '/leads': page(
    () => import('../pages/leads/leads.tsx'),
    { path: '/leads/searches', body: firstRows },
    '/sources',
    offers,
  ),
  '/leads/$id': page(withTexts('reasons', () => import('../pages/lead/lead.tsx'))),
  '/destinations': page(() => import('../pages/destinations/destinations.tsx'), '/destinations'),
  '/destinations/$id': page(() => import('../pages/destination/destination.tsx')),
  '/routing': page(
    withTexts('reasons', () => import('../pages/routing/routing.tsx')),
    '/offers/unrouted',
    '/routes',
  ),
  '/config': page(() => import('../pages/config/config.tsx'), '/config', '/config/versions'),
  '/sources': page(() => import('../pages/sources/sources.tsx'), '/sources', '/silence'),
  '/sources/$id': page(() => import('../pages/source/source.tsx')),
  '/deliveries/$id': page(() => import('../pages/delivery/delivery.tsx')),
  '/replays': page(() => import('../pages/replays/replays.tsx'), '/replays'),
  '/replays/$id': page(() => import('../pages/replay/replay.tsx')),
  '/lookups/$id': page(() => import('../pages/lookup/lookup.tsx')),
  '/erasures': page(() => import('../pages/erasures/erasures.tsx'), '/erasures'),
  '/erasures/$id': page(() => import('../pages/erasure/erasure.tsx')),
  '/alerts': page(
    withTexts('alerts', () => import('../pages/alerts/alerts.tsx')),
    '/alerts?limit=500',
    '/alerts?state=closed',
    '/channels',
  ),
  '/alerts/$id': page(withTexts('alerts', () => import('../pages/alert/alert.tsx'))),
  '/proof': page(
    withTexts('proof', () => import('../pages/proof/proof.tsx')),
    '/reconciliations',
  ),
  '/proof/$day/$destination': page(withTexts('proof', () => import('../pages/missing/missing.tsx'))),
  '/audit': page(() => import('../pages/audit/audit.tsx')),
  '/settings': page(() => import('../pages/settings/settings.tsx'), '/sessions'),
} as const

/** @param pathname of the address bar */
export function pageAt(pathname: string): PageFile<unknown> | undefined {
  const parts = pathname.split('/')
  const found = Object.entries(pages).find(([path]) => {
    const wanted = path.split('/')
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith('$') || part === parts[at])
  })
  return found?.[1]
}
