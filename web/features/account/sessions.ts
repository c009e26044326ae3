import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '#contract/lists.ts'
import type { Session } from '#contract/sign-in.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'

/** One's own sessions: where one is signed in. */
export function useSessions(cursor: string | undefined) {
  return useQuery(sessionsQuery(cursor))
}

/** Ends a session of one's own, wherever it is. */
export function useEndSession() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson<undefined>('DELETE', serverPaths.session(id)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  })
}

function sessionsQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: ['sessions', cursor],
    queryFn: ({ signal }) => getJson<Page<Session>>(withQuery(serverPaths.sessions, { cursor }), signal),
  })
}
