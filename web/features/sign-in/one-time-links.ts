import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LinkPurpose, Me, UseLink } from '#contract/sign-in.ts'
import { serverPaths } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'
import { comeIn } from './who.ts'

/** What the one-time link with this token is for. Looking at it does not use it. */
export function useLinkPurpose(token: string) {
  return useQuery(linkQuery(token))
}

/** Uses a one-time link: sets the password, and signs in. */
export function useOneTimeLink() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: UseLink) => sendJson<Me>('POST', serverPaths.useLink, input),
    onSuccess: (me) => comeIn(queryClient, me),
  })
}

function linkQuery(token: string) {
  return queryOptions({
    queryKey: ['link', token],
    queryFn: () => sendJson<LinkPurpose>('POST', serverPaths.lookAtLink, { token }),
    enabled: token !== '',
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
