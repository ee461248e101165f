import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { bindWorkspace } from '#api/client.ts'
import { sessionQuery } from '#shell/session.ts'

/** Once the server has set the cookie: forgets whatever an earlier session saw, and goes in. */
export function useEnter() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return async (returnTo?: string) => {
    bindWorkspace(null)
    queryClient.clear()
    const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
    // Only an address of ours: `//elsewhere` would leave the console, and browsers read `/\` as the same.
    const isOurs = returnTo !== undefined && /^\/(?![/\\])/.test(returnTo)
    await navigate({ to: isOurs ? returnTo : `/${session?.workspace.slug ?? ''}`, replace: true })
  }
}
