import { useLocalStorage } from '@mantine/hooks'
import { type ReactNode, useEffect, useRef } from 'react'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconChevronDown, IconChevronLeft, IconChevronRight, IconSettings } from '#ui/icons.ts'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import { entriesOf, isOfSettings, isSectionOpen, settingsGroups } from './navigation.ts'
import type { Group, Page } from './page.ts'
import { pages } from './pages.ts'
import classes from './Shell.module.css'
import { useHere } from './useHere.ts'

/**
 * The pages that the person may open. Those of Settings, Account and System have a view of their own, which opens with
 * its pages. A page below another one is a tab of that page and not in the sidebar, except in the settings.
 */
export function Sidebar() {
  const allowed = useAllowedPages()
  const here = useHere(allowed)
  return (
    <nav aria-label={s.nav.main}>
      {here && isOfSettings(here) ? (
        <Settings pages={allowed} here={here} />
      ) : (
        <Work pages={entriesOf(allowed, pages)} here={here} />
      )}
    </nav>
  )
}

type Props = { pages: Page[]; here: Page | undefined }

function Work({ pages, here }: Props) {
  const { roles } = useSession()
  const [chosen, setChosen] = useLocalStorage<string | null>({ key: 'apron.section', defaultValue: null })
  const top = here?.under ?? here?.path
  const current = pages.find((page) => (page.under ?? page.path) === top)
  const of = (group: Group) => pages.filter((page) => page.group === group)
  const settings = pages.find(isOfSettings)
  return (
    <>
      <Places pages={of('today')} here={current} />
      <Titled title={s.nav.groups.operations} pages={of('operations')} here={current} />
      <Titled title={s.nav.groups.people} pages={of('people')} here={current} />
      {(['safety', 'fbo'] as const).map((group) => (
        <Section
          key={group}
          title={s.nav.groups[group]}
          pages={of(group)}
          here={current}
          isOpen={isSectionOpen(group, { here: current?.group, chosen, roles })}
          onToggle={(isOpen) => setChosen(isOpen ? group : 'none')}
        />
      ))}
      {settings ? (
        <div className={classes.group}>
          <ul className={classes.list}>
            <Place page={{ ...settings, title: s.nav.groups.settings, icon: IconSettings }} />
          </ul>
        </div>
      ) : null}
    </>
  )
}

function Settings({ pages, here }: Props) {
  return (
    <>
      <ul className={classes.list}>
        <li>
          <AppLink to="" className={classes.place}>
            <IconChevronLeft size={17} aria-hidden />
            {s.nav.back}
          </AppLink>
        </li>
      </ul>
      {settingsGroups.map((group) => (
        <Titled
          key={group}
          title={s.nav.groups[group]}
          pages={pages.filter((page) => page.group === group)}
          here={here}
        />
      ))}
    </>
  )
}

function Titled({ title, ...places }: { title: string } & Props) {
  if (places.pages.length === 0) return null
  return (
    <div className={classes.group}>
      <div className={classes.heading}>{title}</div>
      <Places {...places} />
    </div>
  )
}

type SectionProps = Props & { title: string; isOpen: boolean; onToggle: (isOpen: boolean) => void }

function Section({ title, pages, here, isOpen, onToggle }: SectionProps) {
  if (pages.length === 0) return null
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <div className={classes.group}>
      <button
        type="button"
        className={classes.heading}
        aria-expanded={isOpen}
        onClick={() => onToggle(!isOpen)}
      >
        {title}
        <Chevron size={14} aria-hidden />
      </button>
      {isOpen ? <Places pages={pages} here={here} /> : null}
    </div>
  )
}

function Places({ pages, here }: Props): ReactNode {
  return (
    <ul className={classes.list}>
      {pages.map((page) => (
        <Place key={page.path} page={page} isHere={page === here} />
      ))}
    </ul>
  )
}

function Place({ page, isHere = false }: { page: Page; isHere?: boolean }) {
  const item = useRef<HTMLLIElement>(null)
  const isNested = page.under !== undefined && isOfSettings(page)
  useEffect(() => {
    if (isHere) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isHere])
  return (
    <li ref={item}>
      <AppLink
        to={page.path ? `/${page.path}` : ''}
        className={classes.place}
        data-here={isHere || undefined}
        data-under={isNested || undefined}
        aria-current={isHere ? 'page' : undefined}
      >
        {page.icon && !isNested ? <page.icon size={17} stroke={1.6} aria-hidden /> : null}
        {page.menu ?? page.title}
      </AppLink>
    </li>
  )
}
