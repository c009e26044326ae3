import type { Context } from '../../platform/context.ts'
import type { Renew } from '../../platform/http/access.ts'
import type { Principal } from '../../platform/principal.ts'
import { shareLookups } from '../../platform/share-lookups.ts'
import { lesserRole } from './keys/authenticate-key.ts'
import { type ActingRow, findActingByKey, findActingBySession } from './renew-principal-queries.ts'
import { sessionLimits } from './sign-in/session-limits.ts'
import { toRole } from './user-row.ts'

/**
 * Builds what tells the same principal as it is now, perhaps with another role; undefined when its session, its key or its
 * user is no longer good. For who stays connected: what they once showed may have been replaced since, and must not be shown again.
 */
export function createRenew({ db, clock }: Pick<Context, 'db' | 'clock'>): Renew {
  const findBySession = shareLookups((id) => {
    const now = clock.now()
    return findActingBySession(db, { id, now, idleSince: new Date(now.getTime() - sessionLimits.idleMs) })
  })
  const findByKey = shareLookups((id) => findActingByKey(db, { id, now: clock.now() }))
  return async (principal) => {
    if (principal.kind === 'user') return withRole(principal, await findBySession(principal.sessionId))
    if (principal.kind === 'key') return withRole(principal, await findByKey(principal.keyId))
    return principal
  }
}

function withRole<P extends Principal & { userId: string }>(
  principal: P,
  row: ActingRow | undefined,
): P | undefined {
  if (row === undefined) return undefined
  return { ...principal, name: row.name, role: lesserRole(toRole(row.role), toRole(row.user_role)) }
}
