import { recordChange } from '../../../platform/audit/audit-queries.ts'
import type { Context } from '../../../platform/context.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import type { Principal } from '../../../platform/principal.ts'
import { toRole, type UserRow } from '../user-row.ts'
import { hashSecret, makeSecret } from './secrets.ts'
import type { SessionToken } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import { deleteOverSessions, insertSession } from './sessions-queries.ts'

/** The browser that signs in. */
export interface Browser {
  userAgent: string | undefined
  address: string
}

/** A session that has just begun. */
export interface StartedSession {
  token: SessionToken
  /** How long its cookie is kept. */
  seconds: number
  principal: Principal
}

/** Begins a session of a user. */
export async function startSession(
  { clock }: Context,
  tx: Transaction,
  user: Pick<UserRow, 'id' | 'name' | 'role'>,
  { userAgent, address }: Browser,
): Promise<StartedSession> {
  const now = clock.now()
  const token = { series: makeSecret(), token: makeSecret() }
  await deleteOverSessions(tx, { now, idleSince: new Date(now.getTime() - sessionLimits.idleMs) })
  const sessionId = await insertSession(tx, {
    userId: user.id,
    seriesHash: hashSecret(token.series),
    tokenHash: hashSecret(token.token),
    now,
    expiresAt: new Date(now.getTime() + sessionLimits.absoluteMs),
    userAgent: userAgent === undefined ? null : [...userAgent.toWellFormed()].slice(0, 255).join(''),
    address,
  })
  const principal = {
    kind: 'user',
    userId: user.id,
    name: user.name,
    role: toRole(user.role),
    sessionId,
  } as const
  await recordChange(tx, principal, {
    action: 'session.start',
    subjectId: user.id,
    details: { session: sessionId },
  })
  return { token, seconds: sessionLimits.absoluteMs / 1_000, principal }
}
