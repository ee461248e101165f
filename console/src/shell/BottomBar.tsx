import { useLocation } from '@tanstack/react-router'
import { AppLink } from '#ui/AppLink.tsx'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import { useSlug } from './place.ts'
import classes from './Shell.module.css'
import { useSession } from './session.ts'

const forAdmins = ['', 'flights', 'settings/members', 'settings/integrations']
const forCrew = ['', 'flights', 'aircraft', 'people']
const forMaintenance = ['', 'maintenance', 'aircraft', 'flights']
const maintenanceRoles = ['director_of_maintenance', 'mechanic', 'inspector']

/** On a phone: the four places of the role within reach of the thumb. */
export function BottomBar() {
  const slug = useSlug()
  const { roles } = useSession()
  const { pathname } = useLocation()
  const pages = useAllowedPages()
  const flies = roles.some((role) => role !== 'admin' && role !== 'account_owner')
  const maintains = roles.some((role) => maintenanceRoles.includes(role))
  const wanted = maintains ? forMaintenance : flies ? forCrew : [...forAdmins, ...forCrew]
  const four = [...new Set(wanted)]
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
