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

/** The tabs of a page: itself, or the page that it is below, and every page below that one. Empty without any. */
export function tabsOf(page: Page, pages: readonly Page[]): Page[] {
  const top = page.under ?? page.path
  const tabs = pages.filter((other) => other.group && (other.path === top || other.under === top))
  return tabs.length > 1 && !isOfSettings(page) ? tabs : []
}
