import { recordChange } from '../../../platform/audit/audit-queries.ts'
import type { Context } from '../../../platform/context.ts'
import { nobody } from '../../../platform/http/access.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call, Principal } from '../../../platform/principal.ts'
import { announceEndedAccess } from '../access-queries.ts'
import { deleteSession } from './sessions-queries.ts'

/** Ends one of the caller's own sessions, with its sockets. @throws ProblemError 404 when it is none of theirs */
export async function endSession(call: Call, id: string): Promise<void> {
  const { principal } = call
  const isEnded =
    principal.kind === 'user' && (await removeSession(call, principal, { userId: principal.userId, id }))
  if (!isEnded) throw new ProblemError({ code: 'not-found', detail: 'You have no such session.' })
}

/** Ends a session whose cookie was shown after it had been replaced: two browsers have it, and one is not its owner's. */
export async function endStolenSession(
  context: Context,
  session: { userId: string; id: string },
): Promise<void> {
  await removeSession(context, nobody, session, 'session.stolen')
  context.log.warn(session, 'a session was ended: a cookie that had been replaced was used again')
}

async function removeSession(
  { db }: Context,
  principal: Principal,
  { userId, id }: { userId: string; id: string },
  action = 'session.end',
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await deleteSession(tx, userId, id))) return false
    await announceEndedAccess(tx, { sessionId: id })
    await recordChange(tx, principal, { action, subjectId: userId, details: { session: id } })
    return true
  })
}
