import { useEffect } from 'react'
import { s } from '../strings.ts'
import { usePathHere } from './useHere.ts'

export type Recent = { path: string; title: string }
const most = 6
// By then the page has set its title.
const afterMs = 1_500
// In memory: a list of what somebody looked at is stored nowhere.
const recent = new Map<string, Recent[]>()

/** The pages that were shown last in this workspace, the newest first. */
export const recentPages = (slug: string): readonly Recent[] => recent.get(slug) ?? []

/** Remembers each page by the title that the browser's history has, until the tab is closed or loaded again. */
export function useRecentPages(slug: string): void {
  const path = usePathHere()
  useEffect(() => {
    const timer = setTimeout(() => {
      const title = document.title.replace(` · ${s.product}`, '')
      if (path === '' || title === s.product) return
      const others = recentPages(slug).filter((page) => page.path !== path)
      recent.set(slug, [{ path, title }, ...others].slice(0, most))
    }, afterMs)
    return () => clearTimeout(timer)
  }, [path, slug])
}
