import type { Group, Page } from './page.ts'

/** The groups of the settings, which have a view of their own in the sidebar. */
export const settingsGroups = ['settings', 'account', 'system'] as const

export const isOfSettings = ({ group }: Page): boolean =>
  settingsGroups.some((settings) => settings === group)

/**
 * Whether a section of the sidebar shows its pages: the one of the current page, else the one that the person opened
 * last, else the one that their role works in. Only one is open, so that the whole sidebar is seen at once.
 */
export function isSectionOpen(
  section: 'safety' | 'fbo',
  { here, chosen, roles }: { here: Group | undefined; chosen: string | null; roles: readonly string[] },
): boolean {
  if (here === 'safety' || here === 'fbo') return section === here
  if (chosen !== null) return section === chosen
  const isOfStaff = roles.includes('staff') && !roles.includes('safety_manager')
  return section === (isOfStaff ? 'fbo' : 'safety')
}

/** The page at a path of the workspace: of a page and the one that it is below, the one below. */
export function pageAt(path: string, pages: readonly Page[]): Page | undefined {
  return pages
    .filter((page) => page.group && isAt(page, path))
    .toSorted((a, b) => b.path.length - a.path.length)[0]
}

const isAt = (page: Page, path: string): boolean =>
  page.path === '' ? path === '' : path === page.path || path.startsWith(`${page.path}/`)

/** The pages of the sidebar below a folder, in the order of the sidebar. */
export const pagesIn = (folder: string, pages: readonly Page[]): Page[] =>
  pages.filter((page) => page.group && page.path.startsWith(`${folder}/`))

/**
 * The entries of the sidebar: of each page with tabs the first one that the person may open, by the name of the whole.
 * Somebody who may not open the page itself still gets to those below it.
 */
export function entriesOf(allowed: readonly Page[], all: readonly Page[]): Page[] {
  const families = new Map<string, Page>()
  for (const page of allowed) {
    const top = page.under ?? page.path
    if (!page.group || families.has(top)) continue
    const parent = all.find((other) => other.path === top)
    families.set(
      top,
      page.path === top
        ? page
        : ({
            ...parent,
            ...page,
            menu: parent?.menu ?? parent?.title ?? page.title,
            icon: parent?.icon ?? page.icon,
          } as Page),
    )
  }
  return [...families.values()]
}

/** One tab, and the pages behind it: several stand in a row of their own. */
export interface Tab {
  title: string
  pages: [Page, ...Page[]]
}

/** The tabs of a page: itself, or the page that it is below, and every page below that one. Empty without any. */
export function tabsOf(page: Page, pages: readonly Page[]): Tab[] {
  if (isOfSettings(page)) return []
  const top = page.under ?? page.path
  const tabs: Tab[] = []
  for (const other of pages) {
    if (!other.group || (other.path !== top && other.under !== top)) continue
    const shared = tabs.find(({ pages: [first] }) => other.tab !== undefined && first.tab === other.tab)
    if (shared) shared.pages.push(other)
    else tabs.push({ title: other.title, pages: [other] })
  }
  // Somebody who may open one page of a tab alone reads the name of that page.
  for (const tab of tabs) if (tab.pages.length > 1) tab.title = tab.pages[0].tab ?? tab.title
  return tabs.length > 1 || (tabs[0]?.pages.length ?? 0) > 1 ? tabs : []
}
