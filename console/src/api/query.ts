import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './error.ts'

type Listener = () => void
let whenSignedOut: Listener = () => undefined
/** Called once a session has ended on the server, whichever request found out. */
export const onSignedOut = (listener: Listener) => {
  whenSignedOut = listener
}

const notice = (error: unknown) => {
  if (!(error instanceof ApiError)) return
  if (error.status === 401) whenSignedOut()
  // The session says what it may still do, and the frame shows that.
  if (error.code === 'mfa_enrolment_required')
    void queryClient.invalidateQueries({ queryKey: ['session'], exact: true })
}

// Query keys begin with the subject type of the events that concern them
// (['flight', …]), which is what live.ts invalidates by.
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      // Only a lost connection or a server's fault can be different the second time.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
    },
    mutations: { retry: false },
  },
})
