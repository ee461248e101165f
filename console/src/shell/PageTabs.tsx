import { useEffect, useRef } from 'react'
import { AppLink } from '#ui/AppLink.tsx'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import { pageAt, tabsOf } from './navigation.ts'
import type { Page } from './page.ts'
import classes from './Shell.module.css'
import { usePathHere } from './useHere.ts'

/** The pages beside the current one. A page of a record or a form has no tabs: it leads back to its list. */
export function PageTabs() {
  const pages = useAllowedPages()
  const path = usePathHere()
  const page = pageAt(path, pages)
  const tabs = page && page.path === path ? tabsOf(page, pages) : []
  if (!page || tabs.length === 0) return null
  const here = tabs.find((tab) => tab.pages.includes(page))
  return (
    <>
      <nav aria-label={s.nav.tabs} className={classes.tabs}>
        {tabs.map((tab) => (
          <TabLink key={tab.pages[0].path} to={tab.pages[0]} title={tab.title} isHere={tab === here} />
        ))}
      </nav>
      {here && here.pages.length > 1 ? (
        <nav aria-label={s.nav.pagesOf(here.title)} className={classes.subtabs}>
          {here.pages.map((other) => (
            <TabLink key={other.path} to={other} title={other.title} isHere={other === page} />
          ))}
        </nav>
      ) : null}
    </>
  )
}

function TabLink({ to, title, isHere }: { to: Page; title: string; isHere: boolean }) {
  const item = useRef<HTMLSpanElement>(null)
  // On a phone the row is wider than the screen.
  useEffect(() => {
    if (isHere) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isHere])
  return (
    <AppLink to={`/${to.path}`} data-here={isHere || undefined} aria-current={isHere ? 'page' : undefined}>
      <span ref={item}>{title}</span>
    </AppLink>
  )
}
