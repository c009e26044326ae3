import { queryOptions, useQuery } from '@tanstack/react-query'
import type { SystemState } from '#contract/system.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths } from '../../platform/paths.ts'

const pollMs = 5_000

/** The system's details, which are for signed-in people; asked for again and again while `isWanted`. */
export function useSystemState(isWanted: boolean) {
  return useQuery({ ...systemQuery, enabled: isWanted })
}

const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => getJson<SystemState>(serverPaths.system, signal),
  refetchInterval: pollMs,
})
