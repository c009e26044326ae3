import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SystemState } from '#contract/system.ts'
import { getJson, RefusedError, UnreachableError } from '../../platform/get-json.ts'
import { serverPaths } from '../../platform/paths.ts'

const pollMs = 5_000

/** Where a person stands who wants to see the system's details. */
export type SystemAccess =
  | { stage: 'locked' }
  | { stage: 'checking' }
  | { stage: 'refused'; reason: string }
  | { stage: 'open'; system: SystemState; answeredAt: number; trouble: string | undefined }

/** The system's details behind the admin key, and the two things one can do about them. */
export interface SystemStateView {
  access: SystemAccess
  unlock: (key: string) => void
  lock: () => void
}

/**
 * Reads the system's details with an admin key while `isLive`. The key stays in this page's memory: it opens
 * everything, and what a browser stores is kept on disk and readable by every page of the same address.
 */
export function useSystemState(isLive: boolean): SystemStateView {
  const [attempt, setAttempt] = useState({ number: 0, key: '' })
  const query = useQuery({
    // The number stands for the key, which has no business in a cache's index.
    queryKey: ['system', attempt.number],
    queryFn: ({ signal }) => getJson<SystemState>(serverPaths.system, { signal, key: attempt.key }),
    enabled: isLive && isSendable(attempt.key),
    gcTime: 0,
    refetchInterval: ({ state }) => (canGoOn(state) ? pollMs : false),
    refetchOnWindowFocus: ({ state }) => canGoOn(state),
  })
  return {
    access: accessOf(attempt.key, query),
    unlock: (key) => setAttempt({ number: attempt.number + 1, key: key.trim() }),
    lock: () => setAttempt({ number: attempt.number + 1, key: '' }),
  }
}

interface QueryState {
  data: SystemState | undefined
  dataUpdatedAt: number
  error: Error | null
}

function accessOf(key: string, { data, dataUpdatedAt, error }: QueryState): SystemAccess {
  if (key === '') return { stage: 'locked' }
  if (!isSendable(key)) return { stage: 'refused', reason: 'A key has no spaces and no accented letters.' }
  if (isUnauthorized(error)) return { stage: 'refused', reason: reasonOf(error) }
  if (data !== undefined) {
    const trouble = error instanceof RefusedError ? error.problem.detail : undefined
    return { stage: 'open', system: data, answeredAt: dataUpdatedAt, trouble }
  }
  return error === null ? { stage: 'checking' } : { stage: 'refused', reason: reasonOf(error) }
}

/** True while asking again may help: a key that was refused once is not sent again and again. */
function canGoOn({ data, error }: Pick<QueryState, 'data' | 'error'>): boolean {
  return data !== undefined && !isUnauthorized(error)
}

function isSendable(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key)
}

function isUnauthorized(error: Error | null): error is RefusedError {
  return error instanceof RefusedError && error.problem.status === 401
}

function reasonOf(error: Error): string {
  if (error instanceof UnreachableError) return 'Docket does not answer just now. Try again when it is back.'
  if (!(error instanceof RefusedError)) return 'The page could not read the answer. Load it again.'
  switch (error.problem.code) {
    case 'key-wrong':
      return 'This is not the admin key. Check it and try again.'
    case 'key-not-configured':
      return 'This Docket has no admin key yet. Set DOCKET_ADMIN_API_KEY, at least 24 characters, and start it again.'
    default:
      return error.problem.detail
  }
}
