import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { Me } from '#contract/sign-in.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths } from '../../platform/paths.ts'
import { RefusedError } from '../../platform/server-answer.ts'

/** Who sits before the page; when it is nobody, whether there is anybody who could sign in. */
type Who = { isSignedIn: true; me: Me } | { isSignedIn: false; isSetUp: boolean }

/** How often it is asked again while the server cannot say. */
const retryMs = 3_000

/** Who is signed in here, asked again whenever the server refuses somebody. */
export function useWho() {
  return useQuery(whoQuery)
}

/** Asks again who is signed in: something was refused that a session should have opened. */
export function askWhoAgain(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: whoQuery.queryKey })
}

/** Somebody came in: nothing of whoever was here before stays in the page. */
export function comeIn(queryClient: QueryClient, me: Me): void {
  queryClient.removeQueries({ type: 'inactive' })
  keepWho(queryClient, { isSignedIn: true, me })
}

/** Somebody went: what they saw goes with them. */
export function goOut(queryClient: QueryClient): void {
  keepWho(queryClient, { isSignedIn: false, isSetUp: true })
  queryClient.removeQueries({ predicate: ({ queryKey: [name] }) => name !== 'who' && name !== 'readiness' })
}

function keepWho(queryClient: QueryClient, who: Who): void {
  queryClient.setQueryData(whoQuery.queryKey, who)
}

const whoQuery = queryOptions({
  queryKey: ['who'],
  queryFn: ({ signal }) => fetchWho(signal),
  staleTime: 60_000,
  refetchInterval: ({ state }) => (state.data === undefined && state.error !== null ? retryMs : false),
})

async function fetchWho(signal: AbortSignal): Promise<Who> {
  try {
    return { isSignedIn: true, me: await getJson<Me>(serverPaths.me, signal) }
  } catch (error) {
    if (!(error instanceof RefusedError) || error.problem.status !== 401) throw error
    return { isSignedIn: false, isSetUp: error.problem.code !== 'setup-needed' }
  }
}
