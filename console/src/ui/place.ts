import { useNavigate, useParams } from '@tanstack/react-router'

/** The workspace's slug in the URL. */
export const useSlug = (): string =>
  useParams({ strict: false, select: (params: Record<string, string>) => params.workspace ?? '' })

/** A URL parameter, such as the ID of a record. */
export const useParam = (name: string): string =>
  useParams({ strict: false, select: (params: Record<string, string>) => params[name] ?? '' })

export type Search = Record<string, string | undefined>

/** Goes to a page of this workspace: go('/flights', { status: 'submitted' }). */
export function useGo() {
  const navigate = useNavigate()
  const slug = useSlug()
  return (to: string, search: Search = {}, options: { replace?: boolean } = {}) =>
    navigate({ to: `/${slug}${to}`, search, ...options })
}
