import { type Page, pages } from '../pages.ts'
import { useSession } from './session.ts'

/** The pages that the signed-in person may open. */
export function useAllowedPages(): Page[] {
  const { allowedOperations, user } = useSession()
  return pages.filter((page) => (!page.operation || allowedOperations.includes(page.operation)) && (!page.ownerOnly || user.isInstallationOwner))
}

/** Pages with a part to fill in ($id) belong to a record and not to a menu. */
export const isPlace = (page: Page) => !page.path.includes('$')
