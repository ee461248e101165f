import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { bindWorkspace } from '#api/client.ts'
import { sessionQuery } from '#api/session.ts'

/** Called once the server has set the cookie: forgets everything from an earlier session, and opens the console. */
export function useEnter() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return async (returnTo?: string) => {
    bindWorkspace(null)
    queryClient.clear()
    const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
    // Only our own paths: `//elsewhere` would leave the console, and browsers treat `/\` the same way.
    const isOurs = returnTo !== undefined && /^\/(?![/\\])/.test(returnTo)
    await navigate({ to: isOurs ? returnTo : `/${session?.workspace.slug ?? ''}`, replace: true })
  }
}
