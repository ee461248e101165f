import { useLocalStorage } from '@mantine/hooks'
import { useLocation } from '@tanstack/react-router'
import { AppLink } from '#ui/AppLink.tsx'
import { IconChevronDown, IconChevronRight } from '#ui/icons.ts'
import { useSlug } from '#ui/place.ts'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import type { Group, Page } from './page.ts'
import classes from './Shell.module.css'

const groups: Exclude<Group, 'today'>[] = [
  'operations',
  'people',
  'safety',
  'fbo',
  'settings',
  'account',
  'system',
]

/** Whether the path is this page or one below it. */
function useIsHere() {
  const slug = useSlug()
  const { pathname } = useLocation()
  return (page: Page) => {
    const at = pathname.replace(/^\/app/, '').slice(slug.length + 2)
    return page.path === '' ? at === '' : at === page.path || at.startsWith(`${page.path}/`)
  }
}

/** Every page the person may open, by group. Groups fold, and stay folded. */
export function Sidebar() {
  const allowed = useAllowedPages()
  const [folded, setFolded] = useLocalStorage<string[]>({ key: 'apron.folded', defaultValue: [] })
  const toggle = (group: string) =>
    setFolded((now) => (now.includes(group) ? now.filter((other) => other !== group) : [...now, group]))

  return (
    <nav aria-label={s.nav.main}>
      <Places pages={allowed.filter((page) => page.group === 'today')} />
      {groups.map((group) => {
        const places = allowed.filter((page) => page.group === group)
        if (places.length === 0) return null
        const isFolded = folded.includes(group)
        return (
          <div key={group} className={classes.group}>
            <button
              type="button"
              className={classes.heading}
              aria-expanded={!isFolded}
              onClick={() => toggle(group)}
            >
              {s.nav.groups[group]}
              {isFolded ? (
                <IconChevronRight size={14} aria-hidden />
              ) : (
                <IconChevronDown size={14} aria-hidden />
              )}
            </button>
            {isFolded ? null : <Places pages={places} />}
          </div>
        )
      })}
    </nav>
  )
}

function Places({ pages }: { pages: Page[] }) {
  const isHere = useIsHere()
  // If a page and its child both match, the child is current.
  const here = pages.filter(isHere).toSorted((a, b) => b.path.length - a.path.length)[0]
  return (
    <ul className={classes.list}>
      {pages.map((page) => (
        <li key={page.path}>
          <AppLink
            to={page.path ? `/${page.path}` : ''}
            className={classes.place}
            data-here={page === here || undefined}
            data-under={page.under ? true : undefined}
            aria-current={page === here ? 'page' : undefined}
          >
            {page.icon && !page.under ? <page.icon size={17} stroke={1.6} aria-hidden /> : null}
            {page.title}
          </AppLink>
        </li>
      ))}
    </ul>
  )
}
