import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { onMaintenance } from '#api/client.ts'
import { followChanges } from '#api/live.ts'
import { SessionContext, sessionQuery, useCan } from '#api/session.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { useSlug } from '#ui/place.ts'
import { setRegion } from '#ui/region.ts'
import { s } from '../strings.ts'
import { useStoredAppearance } from './appearance.ts'
import { BottomBar } from './BottomBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { Header } from './Header.tsx'
import { Keyboard } from './Keyboard.tsx'
import { MaintenanceBanner } from './MaintenanceBanner.tsx'
import { MfaGate } from './MfaGate.tsx'
import { NotMember } from './NotMember.tsx'
import { OutboxStrip } from './OutboxStrip.tsx'
import { PageTabs } from './PageTabs.tsx'
import { PaletteKey } from './PaletteKey.tsx'
import { Peek } from './Peek.tsx'
import { useRecentPages } from './recent.ts'
import classes from './Shell.module.css'
import { Sidebar } from './Sidebar.tsx'
import { SignOut } from './SignOut.tsx'
import { keepConsole } from './serviceWorker.ts'

// Loaded only when it is opened.
const HoverCards = lazy(() => import('./HoverCards.tsx'))
const MenuSheet = lazy(() => import('./MenuSheet.tsx'))

/** The shell around every page of a workspace. */
export function Shell() {
  const slug = useSlug()
  const session = useQuery(sessionQuery)
  if (session.isError) return <ErrorState error={session.error} onRetry={() => session.refetch()} />
  if (!session.data) return null
  if (session.data.workspace.slug !== slug) return <NotMember session={session.data} />
  const { user, workspace } = session.data
  setRegion(user)
  return (
    <SessionContext value={session.data}>
      <Frame key={`${workspace.id} ${user.locale} ${user.timezone}`} />
    </SessionContext>
  )
}

/** Whether the person has a mouse, or moves by keyboard: only then a link has a card. */
function useIsPointing(): boolean {
  const [isPointing, setPointing] = useState(false)
  useEffect(() => {
    const onUse = (event: Event) => {
      if (event instanceof PointerEvent ? event.pointerType === 'mouse' : event.type === 'keydown')
        setPointing(true)
    }
    const events = ['pointermove', 'keydown']
    for (const event of events) document.addEventListener(event, onUse)
    return () => {
      for (const event of events) document.removeEventListener(event, onUse)
    }
  }, [])
  return isPointing
}

function Frame() {
  const [isMenuOpen, menu] = useDisclosure(false)
  const isPointing = useIsPointing()
  const queryClient = useQueryClient()
  const { pathname } = useLocation()
  useRecentPages(useSlug())

  useStoredAppearance()
  const mayFollow = useCan()('live')
  useEffect(() => (mayFollow ? followChanges(queryClient) : undefined), [queryClient, mayFollow])
  useEffect(
    () => onMaintenance(() => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })),
    [queryClient],
  )
  useEffect(menu.close, [pathname])
  // Without it the console works as before, only not without the server.
  useEffect(() => void keepConsole().catch(() => undefined), [])
  useEffect(() => {
    // Nearly every later page has a form. Its code comes when the person first moves, not with the first page, and
    // with it that of what waits without a signal, which is too late to fetch then.
    const fetchForms = () =>
      void Promise.all([import('#ui/form/fields.ts'), import('#ui/Outbox.tsx')]).catch(() => undefined)
    const events = ['pointermove', 'pointerdown', 'keydown']
    for (const event of events) document.addEventListener(event, fetchForms, { once: true })
    return () => {
      for (const event of events) document.removeEventListener(event, fetchForms)
    }
  }, [])

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {s.nav.skip}
      </a>
      <Header onMenu={menu.open} />
      <aside className={classes.sidebar}>
        <Sidebar />
      </aside>
      {isMenuOpen ? (
        <Suspense>
          <MenuSheet onClose={menu.close} />
        </Suspense>
      ) : null}
      <main id="content" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <MaintenanceBanner />
        <OutboxStrip />
        <MfaGate>
          <PageTabs />
          <Outlet />
        </MfaGate>
      </main>
      <BottomBar />
      <SignOut />
      {isPointing ? (
        <Suspense>
          <HoverCards />
        </Suspense>
      ) : null}
      <PaletteKey />
      <Peek />
      <Keyboard />
    </div>
  )
}
