import type { Context } from '../../platform/context.ts'
import type { Principal } from '../../platform/principal.ts'
import { lesserRole } from './keys/authenticate-key.ts'
import { type ActingRow, findActingByKey, findActingBySession } from './renew-principal-queries.ts'
import { sessionLimits } from './sign-in/session-limits.ts'
import { toRole } from './user-row.ts'

/**
 * The same principal as it is now, perhaps with another role; undefined when its session, its key or its user is no
 * longer good. For who stays connected: what they once showed may have been replaced since, and must not be shown again.
 */
export async function renewPrincipal(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
): Promise<Principal | undefined> {
  const now = clock.now()
  if (principal.kind === 'user') {
    const idleSince = new Date(now.getTime() - sessionLimits.idleMs)
    return withRole(principal, await findActingBySession(db, { id: principal.sessionId, now, idleSince }))
  }
  if (principal.kind === 'key')
    return withRole(principal, await findActingByKey(db, { id: principal.keyId, now }))
  return principal
}

function withRole<P extends Principal & { userId: string }>(
  principal: P,
  row: ActingRow | undefined,
): P | undefined {
  if (row === undefined) return undefined
  return { ...principal, name: row.name, role: lesserRole(toRole(row.role), toRole(row.user_role)) }
}
