import { useLocation } from '@tanstack/react-router'
import { useSlug } from '#ui/place.ts'
import { pageAt } from './navigation.ts'
import type { Page } from './page.ts'

/** The current path below the workspace. */
export function usePathHere(): string {
  const slug = useSlug()
  const { pathname } = useLocation()
  return pathname.replace(/^\/app/, '').slice(slug.length + 2)
}

/** The page of the sidebar, or of its tabs, that the current path belongs to. */
export const useHere = (pages: readonly Page[]): Page | undefined => pageAt(usePathHere(), pages)
