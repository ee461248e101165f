import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { bindWorkspace, get } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import type { Session } from '#api/types.ts'

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await get('/api/v1/auth/session', { isUnbound: true })
      bindWorkspace(session.workspace.id)
      return session
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

/** Filled by the shell, so that a page never sees the moment in which the session ends. */
export const SessionContext = createContext<Session | null>(null)

/** The session inside the signed-in part of the console, where there always is one. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is for pages behind sign-in')
  return session
}

/** Whether the signed-in roles may call an operation; what they may not is not shown. */
export function useCan(): (operationId: string) => boolean {
  const { allowedOperations } = useSession()
  return (operationId) => allowedOperations.includes(operationId)
}
