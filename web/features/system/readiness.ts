import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Fault } from '#contract/problem.ts'
import type { Readiness } from '#contract/system.ts'
import { type ConnectionState, connectionOf, nextPollMs, type Polling } from '../../platform/connection.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths } from '../../platform/paths.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { useNow } from '../../platform/use-now.ts'

/** What Docket says about itself to anybody. */
export type ReadinessState = { ready: true } | { ready: false; detail: string; faults: readonly Fault[] }

/** The readiness last heard, and how well Docket can be heard at all. */
export interface ReadinessView {
  connection: ConnectionState
  /** What was heard last, also while Docket cannot be heard; undefined before the first answer. */
  state: ReadinessState | undefined
  /** When that was, in milliseconds since the epoch; 0 before the first answer. */
  answeredAt: number
  now: number
  askNow: () => void
}

/** Follows Docket's readiness: asks gently, tells when it goes away, and finds it again by itself. */
export function useReadiness(): ReadinessView {
  const now = useNow(1_000)
  const query = useQuery(readinessQuery)
  return {
    connection: connectionOf(pollingOf(query), now),
    state: query.data,
    answeredAt: query.dataUpdatedAt,
    now,
    askNow: () => void query.refetch(),
  }
}

const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: ({ signal }) => fetchReadiness(signal),
  refetchInterval: ({ state }) => nextPollMs(pollingOf(state), Date.now()),
})

async function fetchReadiness(signal: AbortSignal): Promise<ReadinessState> {
  try {
    await getJson<Readiness>(serverPaths.readiness, signal)
    return { ready: true }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return { ready: false, detail: error.problem.detail, faults: error.problem.errors ?? [] }
  }
}

interface QueryState {
  status: Polling['status']
  dataUpdatedAt: number
  errorUpdatedAt: number
}

/** A query without data calls itself pending again at each new try; here it has failed until it succeeds. */
function pollingOf({ status, dataUpdatedAt, errorUpdatedAt }: QueryState): Polling {
  const hasFailed = status === 'pending' && errorUpdatedAt > 0
  return { status: hasFailed ? 'error' : status, answeredAt: dataUpdatedAt }
}
