import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { askWhoAgain } from '../features/sign-in/who.ts'
import { RefusedError } from '../platform/server-answer.ts'

/** What the server said, kept for all screens. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      // Docket may run on this very machine, so a browser that calls itself offline still reaches it.
      networkMode: 'always',
      // The pages tell of every failure: retries behind their back would only delay that.
      retry: false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** Wherever the server no longer knows who asks, the pages find out who is signed in, and lead to the sign-in. */
function noticeSignedOut(error: Error): void {
  const isSignedOut =
    error instanceof RefusedError && error.problem.status === 401 && error.problem.code !== 'sign-in-failed'
  if (isSignedOut) askWhoAgain(queryClient)
}
