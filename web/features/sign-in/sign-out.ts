import { useMutation, useQueryClient } from '@tanstack/react-query'
import { serverPaths } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { goOut } from './who.ts'

/** Ends this session, and forgets everything that was seen in it. */
export function useSignOut() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: endSession,
    onSuccess: () => goOut(queryClient),
  })
}

/** A session that has ended already is as good as one that ends now. */
async function endSession(): Promise<void> {
  try {
    await sendJson<undefined>('DELETE', serverPaths.currentSession)
  } catch (error) {
    if (!(error instanceof RefusedError) || error.problem.status !== 401) throw error
  }
}
