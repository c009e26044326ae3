import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '#contract/lists.ts'
import type { ApiKey, CreateApiKey, CreatedApiKey } from '#contract/users.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'

/** One page of the API keys, without their secrets. */
export function useKeys(cursor: string | undefined) {
  return useQuery(
    queryOptions({
      queryKey: ['keys', cursor],
      queryFn: ({ signal }) => getJson<Page<ApiKey>>(withQuery(serverPaths.keys, { cursor }), signal),
    }),
  )
}

/** Makes a key for oneself. */
export function useCreateKey() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: CreateApiKey) => sendJson<CreatedApiKey>('POST', serverPaths.keys, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  })
}

/** Makes a key useless, at once and for good. */
export function useRevokeKey() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson<undefined>('DELETE', serverPaths.key(id)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  })
}
