import type { User } from '#contract/users.ts'
import type { Call } from '../../platform/principal.ts'
import { userNotFound } from './check-person.ts'
import { toUser } from './user-row.ts'
import { findUser } from './users-queries.ts'

/** The user with this id. @throws ProblemError 404 when there is none */
export async function getUser({ db }: Pick<Call, 'db'>, id: string): Promise<User> {
  const user = await findUser(db, id)
  if (user === undefined) throw userNotFound()
  return toUser(user)
}
