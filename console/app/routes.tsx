/** The pages and their addresses. A page is a folder of `pages/`, a line here, and for most a line in `shell/places.ts`. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import {
  alertSearch,
  auditSearch,
  configSearch,
  deliverySearch,
  leadSearch,
  parseSearch,
  proofSearch,
  routingSearch,
  stringifySearch,
  workSearch,
} from './search.ts'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({
  component: Shell,
  notFoundComponent: lazyRouteComponent(() => import('../pages/not-found/not-found.tsx'), 'NotFoundPage'),
})
const getParentRoute = () => root

const pages = [
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/overview/overview.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/failed',
    validateSearch: deliverySearch,
    component: lazyRouteComponent(() => import('../pages/failed/failed.tsx'), 'FailedPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries',
    validateSearch: deliverySearch,
    component: lazyRouteComponent(() => import('../pages/deliveries/deliveries.tsx'), 'DeliveriesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/leads',
    validateSearch: leadSearch,
    component: lazyRouteComponent(() => import('../pages/leads/leads.tsx'), 'LeadsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/leads/$id',
    component: lazyRouteComponent(() => import('../pages/lead/lead.tsx'), 'LeadPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations',
    component: lazyRouteComponent(() => import('../pages/destinations/destinations.tsx'), 'DestinationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations/$id',
    component: lazyRouteComponent(() => import('../pages/destination/destination.tsx'), 'DestinationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/routing',
    validateSearch: routingSearch,
    component: lazyRouteComponent(() => import('../pages/routing/routing.tsx'), 'RoutingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/config',
    validateSearch: configSearch,
    component: lazyRouteComponent(() => import('../pages/config/config.tsx'), 'ConfigPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources',
    component: lazyRouteComponent(() => import('../pages/sources/sources.tsx'), 'SourcesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources/$id',
    component: lazyRouteComponent(() => import('../pages/source/source.tsx'), 'SourcePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries/$id',
    component: lazyRouteComponent(() => import('../pages/delivery/delivery.tsx'), 'DeliveryPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/replays',
    validateSearch: workSearch,
    component: lazyRouteComponent(() => import('../pages/replays/replays.tsx'), 'ReplaysPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/replays/$id',
    component: lazyRouteComponent(() => import('../pages/replay/replay.tsx'), 'ReplayPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/lookups/$id',
    component: lazyRouteComponent(() => import('../pages/lookup/lookup.tsx'), 'LookupPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures',
    component: lazyRouteComponent(() => import('../pages/erasures/erasures.tsx'), 'ErasuresPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures/$id',
    component: lazyRouteComponent(() => import('../pages/erasure/erasure.tsx'), 'ErasurePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts',
    validateSearch: alertSearch,
    component: lazyRouteComponent(() => import('../pages/alerts/alerts.tsx'), 'AlertsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts/$id',
    component: lazyRouteComponent(() => import('../pages/alert/alert.tsx'), 'AlertPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/proof',
    validateSearch: proofSearch,
    component: lazyRouteComponent(() => import('../pages/proof/proof.tsx'), 'ProofPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/proof/$day/$destination',
    component: lazyRouteComponent(() => import('../pages/missing/missing.tsx'), 'MissingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('../pages/audit/audit.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('../pages/settings/settings.tsx'), 'SettingsPage'),
  }),
  // Who comes here is signed in already.
  createRoute({
    getParentRoute,
    path: '/sign-in',
    beforeLoad: () => {
      throw redirect({ to: '/' })
    },
  }),
] as const

export const router = createRouter({
  routeTree: root.addChildren(pages),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** What is searched for. It stands in no address. */
    text?: string
    /** Whose acts are shown, where the name is an address. */
    actor?: string | undefined
  }
}
