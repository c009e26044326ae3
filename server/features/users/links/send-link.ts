import type { OneTimeLink } from '#contract/users.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { userNotFound } from '../check-person.ts'
import type { UserRow } from '../user-row.ts'
import { lockUser } from '../users-queries.ts'
import { makeLink } from './make-link.ts'

/**
 * Makes a new invitation for who has no password yet, or a new reset link for who has one.
 * @throws ProblemError 404, and 409 for the wrong one of the two and for a deactivated user
 */
export async function sendLink(
  call: Call,
  { userId, purpose, baseUrl }: { userId: string; purpose: 'invitation' | 'reset'; baseUrl: string },
): Promise<OneTimeLink> {
  return call.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, userId)
    if (user === undefined) throw userNotFound()
    checkState(user, purpose)
    await recordChange(tx, call.principal, { action: `user.${purpose}`, subjectId: userId })
    return makeLink(call, tx, { purpose, userId, baseUrl })
  })
}

function checkState({ deactivated_at, password_hash }: UserRow, purpose: 'invitation' | 'reset'): void {
  if (deactivated_at !== null) throw conflict('The user is deactivated. Activate them first.')
  if (purpose === 'invitation' && password_hash !== null)
    throw conflict('The user has a password already. Ask for a reset link instead.')
  if (purpose === 'reset' && password_hash === null)
    throw conflict('The user has not used their invitation. Ask for a new invitation instead.')
}

function conflict(detail: string): ProblemError {
  return new ProblemError({ code: 'user-state-conflict', detail })
}
