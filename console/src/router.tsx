import {
  createRootRoute,
  createRoute,
  createRouter,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { get, post } from '#api/client.ts'
import { onSignedOut, queryClient } from '#api/query.ts'
import { sessionQuery } from '#api/session.ts'
import { IdentityDialog } from '#modules/mfa/IdentityDialog.tsx'
import { mayOpen } from '#shell/allowed.ts'
import { foldersOf } from '#shell/folders.ts'
import { lazyPage } from '#shell/lazyPage.tsx'
import { pagesIn } from '#shell/navigation.ts'
import type { PublicPage } from '#shell/page.ts'
import { pages, publicPages } from '#shell/pages.ts'
import { Shell } from '#shell/Shell.tsx'
import { Crashed } from '#ui/Crashed.tsx'
import { keepUnsentWork } from '#ui/form/unsent.ts'
import { NotFound, notAllowed } from '#ui/NotFound.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main>
      <NotFound />
    </main>
  ),
  errorComponent: Crashed,
})

const open = ({ path, load }: PublicPage) =>
  createRoute({ getParentRoute: () => rootRoute, path, component: lazyPage(load) })

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

/** The signed-in part: the frame with its pages, and the question who it is, which any page may raise. */
function WorkspacePages() {
  return (
    <>
      <Shell />
      <IdentityDialog />
    </>
  )
}

const workspace = createRoute({
  getParentRoute: () => rootRoute,
  path: '$workspace',
  component: WorkspacePages,
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
    component: lazyPage(page.load),
    pendingComponent: PageSkeleton,
    beforeLoad: () => {
      const session = queryClient.getQueryData(sessionQuery.queryKey)
      if (session && !mayOpen(page, session)) throw notFound({ data: notAllowed })
    },
    notFoundComponent: NotFound,
    errorComponent: Crashed,
  }),
)

const aliasRoutes = pages.flatMap(({ path, aliases = [] }) =>
  aliases.map((alias) =>
    createRoute({
      getParentRoute: () => workspace,
      path: alias,
      beforeLoad: ({ params }) => {
        throw redirect({ to: `/${params.workspace}/${path}`, replace: true })
      },
    }),
  ),
)

/** A folder leads to its first page that the person may open, and one that has records alone to the page above it. */
const folderRoutes = foldersOf(pages).map((folder) =>
  createRoute({
    getParentRoute: () => workspace,
    path: folder,
    beforeLoad: ({ params, location }) => {
      const session = queryClient.getQueryData(sessionQuery.queryKey)
      const below = pagesIn(folder, pages)
      const first = below.find((page) => session && mayOpen(page, session))
      if (below.length > 0 && !first) throw notFound({ data: notAllowed })
      const above = location.pathname.replace(/\/[^/]+\/?$/, '')
      throw redirect({ to: first ? `/${params.workspace}/${first.path}` : above, replace: true })
    },
    notFoundComponent: NotFound,
  }),
)

const tree = rootRoute.addChildren([
  home,
  ...publicPages.map(open),
  workspace.addChildren([...pageRoutes, ...aliasRoutes, ...folderRoutes]),
])

function isPublic(pathname: string): boolean {
  const [, page] = pathname.split('/')
  return publicPages.some(({ path }) => path.split('/')[1] === page)
}

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
  if (isPublic(pathname)) return
  keepUnsentWork()
  queryClient.setQueryData(sessionQuery.queryKey, null)
  void router.navigate({ to: '/sign-in', search: { return: href } })
})
