/** The pages and their addresses. A page is a folder of `pages/`, a line here, and for most a line in `shell/places.ts`. */
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { PageNotShown } from './load-boundary.tsx'
import { forgetFailures, laterPart } from './parts-loading.ts'
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
  notFoundComponent: laterPart(() => import('../pages/not-found/not-found.tsx').then((file) => file.NotFoundPage)),
})
const getParentRoute = () => root

const pages = [
  createRoute({
    getParentRoute,
    path: '/',
    component: laterPart(() => import('../pages/overview/overview.tsx').then((file) => file.OverviewPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/failed',
    validateSearch: deliverySearch,
    component: laterPart(() => import('../pages/failed/failed.tsx').then((file) => file.FailedPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries',
    validateSearch: deliverySearch,
    component: laterPart(() => import('../pages/deliveries/deliveries.tsx').then((file) => file.DeliveriesPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/leads',
    validateSearch: leadSearch,
    component: laterPart(() => import('../pages/leads/leads.tsx').then((file) => file.LeadsPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/leads/$id',
    component: laterPart(() => import('../pages/lead/lead.tsx').then((file) => file.LeadPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations',
    component: laterPart(() => import('../pages/destinations/destinations.tsx').then((file) => file.DestinationsPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations/$id',
    component: laterPart(() => import('../pages/destination/destination.tsx').then((file) => file.DestinationPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/routing',
    validateSearch: routingSearch,
    component: laterPart(() => import('../pages/routing/routing.tsx').then((file) => file.RoutingPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/config',
    validateSearch: configSearch,
    component: laterPart(() => import('../pages/config/config.tsx').then((file) => file.ConfigPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/sources',
    component: laterPart(() => import('../pages/sources/sources.tsx').then((file) => file.SourcesPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/sources/$id',
    component: laterPart(() => import('../pages/source/source.tsx').then((file) => file.SourcePage)),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries/$id',
    component: laterPart(() => import('../pages/delivery/delivery.tsx').then((file) => file.DeliveryPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/replays',
    validateSearch: workSearch,
    component: laterPart(() => import('../pages/replays/replays.tsx').then((file) => file.ReplaysPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/replays/$id',
    component: laterPart(() => import('../pages/replay/replay.tsx').then((file) => file.ReplayPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/lookups/$id',
    component: laterPart(() => import('../pages/lookup/lookup.tsx').then((file) => file.LookupPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures',
    component: laterPart(() => import('../pages/erasures/erasures.tsx').then((file) => file.ErasuresPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures/$id',
    component: laterPart(() => import('../pages/erasure/erasure.tsx').then((file) => file.ErasurePage)),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts',
    validateSearch: alertSearch,
    component: laterPart(() => import('../pages/alerts/alerts.tsx').then((file) => file.AlertsPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts/$id',
    component: laterPart(() => import('../pages/alert/alert.tsx').then((file) => file.AlertPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/proof',
    validateSearch: proofSearch,
    component: laterPart(() => import('../pages/proof/proof.tsx').then((file) => file.ProofPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/proof/$day/$destination',
    component: laterPart(() => import('../pages/missing/missing.tsx').then((file) => file.MissingPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    validateSearch: auditSearch,
    component: laterPart(() => import('../pages/audit/audit.tsx').then((file) => file.AuditPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: laterPart(() => import('../pages/settings/settings.tsx').then((file) => file.SettingsPage)),
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
  defaultErrorComponent: PageNotShown,
  scrollRestoration: true,
})

router.subscribe('onBeforeNavigate', () => void forgetFailures())

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** Key of what is searched for (`sought.ts`). */
    text?: string
    /** Key of the name whose acts are shown, where it is an address. */
    actor?: string | undefined
  }
}
