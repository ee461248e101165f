import type { Session } from '#api/types.ts'
import { type Page, pages } from '../pages.ts'
import { useSession } from './session.ts'

/** Whether the roles of a session include what a page cannot do without. */
export const mayOpen = (page: Page, { allowedOperations, user }: Session): boolean =>
  (!page.operation || allowedOperations.includes(page.operation)) &&
  (!page.ownerOnly || user.isInstallationOwner)

/** The pages that the signed-in person may open. */
export function useAllowedPages(): Page[] {
  const session = useSession()
  return pages.filter((page) => mayOpen(page, session))
}

/** Pages with a part to fill in ($id) belong to a record and not to a menu. */
export const isPlace = (page: Page) => !page.path.includes('$')
