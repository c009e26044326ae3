import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { screenPaths } from '../platform/paths.ts'
import { BrokenPage } from './broken-page.tsx'
import { Frame } from './frame.tsx'
import { idInPath } from './id-in-path.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { LinkScreen, SignInScreen } from './screens.tsx'
import { readSearch, textsOf, writeSearch } from './search-texts.ts'

const root = createRootRoute({ component: Screens, notFoundComponent: NotFoundPage })

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./signed-in-screens.tsx'), 'SignedInScreens'),
})
const admins = createRoute({
  getParentRoute: () => signedIn,
  id: 'admins',
  component: lazyRouteComponent(() => import('./signed-in-screens.tsx'), 'AdminScreens'),
})

const home = createRoute({
  getParentRoute: () => root,
  path: screenPaths.home,
  beforeLoad: () => {
    throw redirect({ to: screenPaths.jobs, replace: true })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: screenPaths.signIn,
  validateSearch: ({ back }: Record<string, unknown>): { back?: string } =>
    typeof back === 'string' ? { back } : {},
  component: SignInScreen,
})

/** Which screen each address shows. What is behind the sign-in is loaded when it is first shown. */
export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signIn,
    createRoute({ getParentRoute: () => root, path: screenPaths.link, component: LinkScreen }),
    signedIn.addChildren([
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.orders,
        validateSearch: textsOf,
        component: lazyRouteComponent(() => import('../features/orders/orders-page.tsx'), 'OrdersPage'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.newOrder,
        component: lazyRouteComponent(() => import('../features/orders/new-order-page.tsx'), 'NewOrderPage'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.order,
        params: idInPath('orderId'),
        component: lazyRouteComponent(() => import('./order-screen.tsx'), 'OrderScreen'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.customers,
        validateSearch: textsOf,
        component: lazyRouteComponent(
          () => import('../features/customers/customers-page.tsx'),
          'CustomersPage',
        ),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.customer,
        params: idInPath('customerId'),
        component: lazyRouteComponent(() => import('./customer-screen.tsx'), 'CustomerScreen'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.barcodes,
        validateSearch: textsOf,
        component: lazyRouteComponent(() => import('../features/barcodes/barcodes-page.tsx'), 'BarcodesPage'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.analytics,
        validateSearch: textsOf,
        component: lazyRouteComponent(
          () => import('../features/analytics/analytics-page.tsx'),
          'AnalyticsPage',
        ),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.jobs,
        component: lazyRouteComponent(() => import('../features/jobs/jobs-page.tsx'), 'JobsPage'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.newJob,
        component: lazyRouteComponent(() => import('../features/jobs/upload-page.tsx'), 'UploadPage'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.job,
        component: lazyRouteComponent(() => import('./job-screen.tsx'), 'JobScreen'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.account,
        component: lazyRouteComponent(() => import('../features/account/account-page.tsx'), 'AccountPage'),
      }),
      createRoute({
        getParentRoute: () => signedIn,
        path: screenPaths.system,
        component: lazyRouteComponent(() => import('../features/system/system-page.tsx'), 'SystemPage'),
      }),
      admins.addChildren([
        createRoute({
          getParentRoute: () => admins,
          path: screenPaths.users,
          component: lazyRouteComponent(() => import('../features/users/users-page.tsx'), 'UsersPage'),
        }),
        createRoute({
          getParentRoute: () => admins,
          path: screenPaths.user,
          component: lazyRouteComponent(() => import('./user-screen.tsx'), 'UserScreen'),
        }),
        createRoute({
          getParentRoute: () => admins,
          path: screenPaths.keys,
          component: lazyRouteComponent(() => import('../features/keys/keys-page.tsx'), 'KeysPage'),
        }),
      ]),
    ]),
  ]),
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function Screens(): ReactNode {
  return (
    <Frame>
      <Outlet />
    </Frame>
  )
}
