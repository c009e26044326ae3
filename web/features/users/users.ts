import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '#contract/lists.ts'
import type { ChangeUser, CreateUser, InvitedUser, OneTimeLink, User } from '#contract/users.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'

/** One page of the users; for admins only, so that others ask with `isWanted` false. */
export function useUsers(cursor: string | undefined, isWanted = true) {
  return useQuery(
    queryOptions({
      queryKey: ['users', cursor],
      queryFn: ({ signal }) => getJson<Page<User>>(withQuery(serverPaths.users, { cursor }), signal),
      enabled: isWanted,
    }),
  )
}

/** One user; for admins only, so that others ask with `isWanted` false. */
export function useUser(id: string, isWanted = true) {
  return useQuery(
    queryOptions({
      queryKey: ['user', id],
      queryFn: ({ signal }) => getJson<User>(serverPaths.user(id), signal),
      enabled: isWanted,
    }),
  )
}

/** Makes a user, and the link that invites them. */
export function useInviteUser() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: CreateUser) => sendJson<InvitedUser>('POST', serverPaths.users, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['users'] }),
  })
}

/** Changes a user's role, or whether they are let in. */
export function useChangeUser(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (change: ChangeUser) => sendJson<User>('PATCH', serverPaths.user(id), change),
    onSuccess: (user) => {
      queryClient.setQueryData(['user', id], user)
      return queryClient.invalidateQueries({ queryKey: ['users'] })
    },
  })
}

/** Makes a new one-time link for a user: an invitation until they have a password, then a reset. */
export function useNewLink(id: string) {
  return useMutation({
    mutationFn: ({ hasPassword }: Pick<User, 'hasPassword'>) =>
      sendJson<OneTimeLink>('POST', hasPassword ? serverPaths.reset(id) : serverPaths.invitation(id)),
  })
}
