import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './error.ts'

type Listener = () => void
let whenSignedOut: Listener = () => undefined
/** Called when any request finds that the session has ended. */
export const onSignedOut = (listener: Listener) => {
  whenSignedOut = listener
}

const notice = (error: unknown) => {
  if (!(error instanceof ApiError)) return
  if (error.status === 401) whenSignedOut()
  // The session says what the user may still do, and the shell shows that.
  if (error.code === 'mfa_enrollment_required')
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
      // A retry can only help after a lost connection or a server fault.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
    },
    // Also without a network: the person learns at once that nothing was sent, and the outbox can keep it.
    mutations: { retry: false, networkMode: 'always' },
  },
})
