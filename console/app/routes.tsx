/**
 * The pages and their addresses. A page is a folder of `pages/`, a line in `pages.ts`, one here, and for most one in
 * `shell/places.ts`.
 */
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { laterPart } from './later-part.ts'
import { PageNotShown } from './load-boundary.tsx'
import { forgetFailures } from './loaded-once.ts'
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
  notFoundComponent: laterPart(() => import('../pages/not-found/not-found.tsx').then((file) => file.NotFoundPage)),
})
const getParentRoute = () => root

const routes = [
  createRoute({
    getParentRoute,
    path: '/',
    component: laterPart(() => pages['/'].load().then((file) => file.OverviewPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/failed',
    validateSearch: deliverySearch,
    component: laterPart(() => pages['/failed'].load().then((file) => file.FailedPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries',
    validateSearch: deliverySearch,
    component: laterPart(() => pages['/deliveries'].load().then((file) => file.DeliveriesPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/leads',
    validateSearch: leadSearch,
    component: laterPart(() => pages['/leads'].load().then((file) => file.LeadsPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/leads/$id',
    component: laterPart(() => pages['/leads/$id'].load().then((file) => file.LeadPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations',
    component: laterPart(() => pages['/destinations'].load().then((file) => file.DestinationsPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations/$id',
    component: laterPart(() => pages['/destinations/$id'].load().then((file) => file.DestinationPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/routing',
    validateSearch: routingSearch,
    component: laterPart(() => pages['/routing'].load().then((file) => file.RoutingPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/config',
    validateSearch: configSearch,
    component: laterPart(() => pages['/config'].load().then((file) => file.ConfigPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/sources',
    component: laterPart(() => pages['/sources'].load().then((file) => file.SourcesPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/sources/$id',
    component: laterPart(() => pages['/sources/$id'].load().then((file) => file.SourcePage)),
  }),
  createRoute({
    getParentRoute,
    path: '/deliveries/$id',
    component: laterPart(() => pages['/deliveries/$id'].load().then((file) => file.DeliveryPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/replays',
    validateSearch: workSearch,
    component: laterPart(() => pages['/replays'].load().then((file) => file.ReplaysPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/replays/$id',
    component: laterPart(() => pages['/replays/$id'].load().then((file) => file.ReplayPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/lookups/$id',
    component: laterPart(() => pages['/lookups/$id'].load().then((file) => file.LookupPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures',
    component: laterPart(() => pages['/erasures'].load().then((file) => file.ErasuresPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures/$id',
    component: laterPart(() => pages['/erasures/$id'].load().then((file) => file.ErasurePage)),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts',
    validateSearch: alertSearch,
    component: laterPart(() => pages['/alerts'].load().then((file) => file.AlertsPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts/$id',
    component: laterPart(() => pages['/alerts/$id'].load().then((file) => file.AlertPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/proof',
    validateSearch: proofSearch,
    component: laterPart(() => pages['/proof'].load().then((file) => file.ProofPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/proof/$day/$destination',
    component: laterPart(() => pages['/proof/$day/$destination'].load().then((file) => file.MissingPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    validateSearch: auditSearch,
    component: laterPart(() => pages['/audit'].load().then((file) => file.AuditPage)),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: laterPart(() => pages['/settings'].load().then((file) => file.SettingsPage)),
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
  defaultErrorComponent: PageNotShown,
  scrollRestoration: true,
})

router.subscribe('onBeforeNavigate', forgetFailures)

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
