import { AppLink } from '#ui/AppLink.tsx'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import { pageAt, tabsOf } from './navigation.ts'
import classes from './Shell.module.css'
import { usePathHere } from './useHere.ts'

/** The pages beside the current one. A page of a record or a form has no tabs: it leads back to its list. */
export function PageTabs() {
  const pages = useAllowedPages()
  const path = usePathHere()
  const page = pageAt(path, pages)
  const tabs = page && page.path === path ? tabsOf(page, pages) : []
  if (tabs.length === 0) return null
  return (
    <nav aria-label={s.nav.tabs} className={classes.tabs}>
      {tabs.map((tab) => (
        <AppLink
          key={tab.path}
          to={`/${tab.path}`}
          data-here={tab === page || undefined}
          aria-current={tab === page ? 'page' : undefined}
        >
          {tab.title}
        </AppLink>
      ))}
    </nav>
  )
}
