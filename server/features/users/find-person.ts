import type { User } from '#contract/users.ts'
import type { Context } from '../../platform/context.ts'
import { userNotFound } from './check-person.ts'
import { findSignIn } from './sign-in/sessions-queries.ts'
import { toUser } from './user-row.ts'
import { findUser } from './users-queries.ts'

/** The user with this id or e-mail address, as people name them. @throws ProblemError 404 when there is none */
export async function findPerson({ db }: Pick<Context, 'db'>, who: string): Promise<User> {
  const user = (await findUser(db, who)) ?? (await findSignIn(db, who.trim())).user
  if (user === undefined) throw userNotFound()
  return toUser(user)
}
