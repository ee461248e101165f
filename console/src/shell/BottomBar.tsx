import { useLocation } from '@tanstack/react-router'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useSlug } from '#ui/place.ts'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import classes from './Shell.module.css'

// The four pages for each role. With several roles, the first match counts. Pages that the workspace or the
// member does not have are replaced by pages that everyone who flies needs.
const places: [roles: string[], paths: string[]][] = [
  [['safety_manager'], ['', 'safety/reports', 'safety/actions', 'safety/risks']],
  [
    ['mechanic', 'inspector', 'director_of_maintenance'],
    ['', 'maintenance', 'aircraft', 'flights'],
  ],
  [
    ['chief_pilot', 'director_of_operations'],
    ['', 'flights', 'people', 'aircraft'],
  ],
  [['dispatcher'], ['', 'flights', 'aircraft', 'people']],
  [
    ['pilot', 'instructor', 'student'],
    ['', 'flights', 'aircraft', 'safety/reports'],
  ],
  [['staff'], ['', 'fbo/board', 'fbo/orders', 'fbo/bookings']],
  [['finance'], ['', 'fbo/orders', 'projects', 'flights']],
  [
    ['account_owner', 'admin'],
    ['', 'flights', 'settings/members', 'settings/integrations'],
  ],
]
const otherwise = ['', 'flights', 'aircraft', 'people', 'safety/reports', 'fbo/board']

/** On a phone: the role's four main pages, in reach of the thumb. */
export function BottomBar() {
  const slug = useSlug()
  const { roles } = useSession()
  const { pathname } = useLocation()
  const pages = useAllowedPages()
  const preferred = places.find(([theirs]) => theirs.some((role) => roles.includes(role)))?.[1] ?? []
  const four = [...new Set([...preferred, ...otherwise])]
    .flatMap((path) => pages.find((page) => page.path === path) ?? [])
    .slice(0, 4)
  const at = pathname.replace(/^\/app/, '').slice(slug.length + 2)

  return (
    <nav className={classes.bottom} aria-label={s.nav.quick}>
      {four.map((page) => {
        const isHere = page.path === '' ? at === '' : at.startsWith(page.path)
        return (
          <AppLink
            key={page.path}
            to={page.path ? `/${page.path}` : ''}
            data-here={isHere || undefined}
            aria-current={isHere ? 'page' : undefined}
          >
            {page.icon ? <page.icon size={20} stroke={1.6} aria-hidden /> : null}
            {page.title}
          </AppLink>
        )
      })}
    </nav>
  )
}
