import { useSession } from '#api/session.ts'
import type { Session } from '#api/types.ts'
import type { Page } from './page.ts'
import { pages } from './pages.ts'

/** Whether the session may call the operation that a page needs. */
export const mayOpen = (page: Page, { allowedOperations, user }: Session): boolean =>
  (!page.operation || allowedOperations.includes(page.operation)) &&
  (!page.ownerOnly || user.isInstallationOwner)

/** The pages the signed-in user may open. */
export function useAllowedPages(): Page[] {
  const session = useSession()
  return pages.filter((page) => mayOpen(page, session))
}

/** Pages with a parameter ($id) belong to a record, not to a menu. */
export const isPlace = (page: Page) => !page.path.includes('$')
