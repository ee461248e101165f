import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { get, post } from '#api/client.ts'
import { onSignedOut, queryClient } from '#api/query.ts'
import { mayOpen } from '#shell/allowed.ts'
import { Shell } from '#shell/Shell.tsx'
import { sessionQuery } from '#shell/session.ts'
import { Crashed } from '#ui/Crashed.tsx'
import { NotFound, notAllowed } from '#ui/NotFound.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { pages, shortcuts } from './pages.ts'

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main>
      <NotFound />
    </main>
  ),
  errorComponent: Crashed,
})

const open = (path: string, load: () => Promise<{ default: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => rootRoute, path, component: lazyRouteComponent(load) })

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (session) throw redirect({ to: `/${session.workspace.slug}`, replace: true })
    const setup = await get('/api/v1/setup')
    throw redirect({ to: setup.needsSetup ? '/setup' : '/sign-in', replace: true })
  },
})

const workspace = createRoute({
  getParentRoute: () => rootRoute,
  path: '$workspace',
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Crashed,
  beforeLoad: async ({ params, location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (!session) {
      const setup = await get('/api/v1/setup')
      throw redirect(
        setup.needsSetup ? { to: '/setup' } : { to: '/sign-in', search: { return: location.href } },
      )
    }
    if (session.workspace.slug === params.workspace) return
    const other = session.workspaces.find((workspace) => workspace.slug === params.workspace)
    if (!other) return
    await post('/api/v1/auth/switch', { body: { workspaceId: other.id }, isUnbound: true })
    queryClient.clear()
    await queryClient.ensureQueryData(sessionQuery)
  },
})

const pageRoutes = pages.map((page) =>
  createRoute({
    getParentRoute: () => workspace,
    path: page.path === '' ? '/' : page.path,
    component: lazyRouteComponent(page.load),
    pendingComponent: PageSkeleton,
    beforeLoad: () => {
      const session = queryClient.getQueryData(sessionQuery.queryKey)
      if (session && !mayOpen(page, session)) throw notFound({ data: notAllowed })
    },
    notFoundComponent: NotFound,
    errorComponent: Crashed,
  }),
)

const shortcutRoutes = Object.entries(shortcuts).map(([path, page]) =>
  createRoute({
    getParentRoute: () => workspace,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: `/${params.workspace}/${page}`, replace: true })
    },
  }),
)

const signUp = () => import('#modules/identity/SignUp.tsx')
const tree = rootRoute.addChildren([
  home,
  open('/setup', signUp),
  open('/sign-up', signUp),
  open('/sign-in', () => import('#modules/identity/SignIn.tsx')),
  open('/sso', () => import('#modules/identity/SsoSignIn.tsx')),
  open('/sso/callback', () => import('#modules/identity/SsoCallback.tsx')),
  open('/forgot-password', () => import('#modules/identity/ForgotPassword.tsx')),
  open('/reset-password/$token', () => import('#modules/identity/ResetPassword.tsx')),
  open('/verify-email/$token', () => import('#modules/identity/VerifyEmail.tsx')),
  open('/invitation/$token', () => import('#modules/identity/AcceptInvitation.tsx')),
  open('/report/$slug', () => import('#modules/safety/PublicReport.tsx')),
  open('/track', () => import('#modules/safety/TrackReport.tsx')),
  open('/board', () => import('#modules/fbo/WallBoard.tsx')),
  workspace.addChildren([...pageRoutes, ...shortcutRoutes]),
])

export const router = createRouter({
  routeTree: tree,
  basepath: '/app',
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  scrollRestoration: true,
  // Plain URLs that people can read, type and share: ?status=submitted&aircraft=N123AB
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const entries = Object.entries(search).filter(
      ([, value]) => value !== undefined && value !== '' && value !== null,
    )
    const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
    return text ? `?${text}` : ''
  },
})

onSignedOut(() => {
  const { pathname, href } = router.state.location
  if (
    pathname.startsWith('/sign-') ||
    pathname === '/setup' ||
    pathname.startsWith('/invitation/') ||
    pathname === '/forgot-password' ||
    pathname.startsWith('/reset-password/') ||
    pathname.startsWith('/verify-email/') ||
    pathname === '/board' ||
    pathname.startsWith('/sso')
  )
    return
  queryClient.setQueryData(sessionQuery.queryKey, null)
  void router.navigate({ to: '/sign-in', search: { return: href } })
})
