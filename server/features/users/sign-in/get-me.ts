import type { Me } from '#contract/sign-in.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { toUser } from '../user-row.ts'
import { findUser } from '../users-queries.ts'

/** Who the caller is. */
export async function getMe({ db, principal }: Call): Promise<Me> {
  switch (principal.kind) {
    case 'user':
    case 'key': {
      const user = await findUser(db, principal.userId)
      if (user === undefined) break
      return { user: toUser(user), role: principal.role, via: principal.kind === 'user' ? 'session' : 'key' }
    }
    case 'admin-key':
      return { user: null, role: 'admin', via: 'admin-key' }
    case 'command':
    case 'nobody':
  }
  throw new ProblemError({ code: 'not-found', detail: 'You are nobody here.' })
}
