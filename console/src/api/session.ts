import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { bindWorkspace, get } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import type { Session } from '#api/types.ts'

/** The session, or null if nobody is signed in. */
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

/** Provided by the shell, so that a page never sees the session end. */
export const SessionContext = createContext<Session | null>(null)

/** The session inside the signed-in part of the console, where one always exists. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is for pages behind sign-in')
  return session
}

/** Whether the user may call an operation. Actions they may not call are not shown. */
export function useCan(): (operationId: string) => boolean {
  const { allowedOperations } = useSession()
  return (operationId) => allowedOperations.includes(operationId)
}
