import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Me, SignIn } from '#contract/sign-in.ts'
import { serverPaths } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'
import { comeIn } from './who.ts'

/** Signs somebody in; the session is a cookie that scripts cannot read. */
export function useSignIn() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: SignIn) => sendJson<Me>('POST', serverPaths.sessions, input),
    onSuccess: (me) => comeIn(queryClient, me),
  })
}
