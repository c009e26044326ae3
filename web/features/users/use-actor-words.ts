import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { useUsers } from './users.ts'

/** Tells who did something, in words: admins see names, others whether it was them. */
export function useActorWords(): (actor: string) => string {
  const myself = useMyself()
  const users = useUsers(undefined, rightsOf(myself).mayAdminister).data?.items ?? []
  return (actor) => {
    const [kind, id = ''] = actor.split(/:(.*)/s)
    if (kind === 'user' && id === myself.id) return 'you'
    if (kind === 'user') return users.find((user) => user.id === id)?.name ?? `user ${id}`
    if (kind === 'job') return 'an import'
    if (kind === 'key') return `API key ${id}`
    return words[actor] ?? actor
  }
}

const words: Readonly<Record<string, string>> = {
  'admin-key': "the admin's key of the settings",
  command: 'the command line',
}
