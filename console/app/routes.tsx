/**
 * The pages and their addresses. A page is a folder of `pages/`, a line in `pages.ts`, one here, and for most one in
 * `shell/places.ts`.
 */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { pages } from './pages.ts'
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

const routes = [
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(pages['/'].load, 'OverviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/failed',
    validateSearch: deliverySearch,
    component: lazyRouteComponent(pages['/failed'].load, 'FailedPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries',
    validateSearch: deliverySearch,
    component: lazyRouteComponent(pages['/deliveries'].load, 'DeliveriesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/leads',
    validateSearch: leadSearch,
    component: lazyRouteComponent(pages['/leads'].load, 'LeadsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/leads/$id',
    component: lazyRouteComponent(pages['/leads/$id'].load, 'LeadPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations',
    component: lazyRouteComponent(pages['/destinations'].load, 'DestinationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations/$id',
    component: lazyRouteComponent(pages['/destinations/$id'].load, 'DestinationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/routing',
    validateSearch: routingSearch,
    component: lazyRouteComponent(pages['/routing'].load, 'RoutingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/config',
    validateSearch: configSearch,
    component: lazyRouteComponent(pages['/config'].load, 'ConfigPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources',
    component: lazyRouteComponent(pages['/sources'].load, 'SourcesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources/$id',
    component: lazyRouteComponent(pages['/sources/$id'].load, 'SourcePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries/$id',
    component: lazyRouteComponent(pages['/deliveries/$id'].load, 'DeliveryPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/replays',
    validateSearch: workSearch,
    component: lazyRouteComponent(pages['/replays'].load, 'ReplaysPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/replays/$id',
    component: lazyRouteComponent(pages['/replays/$id'].load, 'ReplayPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/lookups/$id',
    component: lazyRouteComponent(pages['/lookups/$id'].load, 'LookupPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures',
    component: lazyRouteComponent(pages['/erasures'].load, 'ErasuresPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures/$id',
    component: lazyRouteComponent(pages['/erasures/$id'].load, 'ErasurePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts',
    validateSearch: alertSearch,
    component: lazyRouteComponent(pages['/alerts'].load, 'AlertsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts/$id',
    component: lazyRouteComponent(pages['/alerts/$id'].load, 'AlertPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/proof',
    validateSearch: proofSearch,
    component: lazyRouteComponent(pages['/proof'].load, 'ProofPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/proof/$day/$destination',
    component: lazyRouteComponent(pages['/proof/$day/$destination'].load, 'MissingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    validateSearch: auditSearch,
    component: lazyRouteComponent(pages['/audit'].load, 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazyRouteComponent(pages['/settings'].load, 'SettingsPage'),
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
  routeTree: root.addChildren(routes),
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
