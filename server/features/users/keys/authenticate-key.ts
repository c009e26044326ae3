import { type Role, roles } from '#contract/users.ts'
import type { Context } from '../../../platform/context.ts'
import { refuseKey } from '../../../platform/http/admin-key.ts'
import type { Principal } from '../../../platform/principal.ts'
import { hashSecret } from '../sign-in/secrets.ts'
import { toRole } from '../user-row.ts'
import { findGoodKey, touchKey } from './keys-queries.ts'

/** Who an API key acts as. @throws ProblemError 401 for a key that is unknown, revoked or expired, or a deactivated user's */
export async function authenticateKey({ db, clock }: Context, key: string): Promise<Principal> {
  const now = clock.now()
  const found = await findGoodKey(db, hashSecret(key), now)
  if (found === undefined) throw refuseKey('key-wrong', 'The key is not known, or no longer good.')
  if (found.last_used_at === null || now.getTime() - found.last_used_at.getTime() >= usedEveryMs)
    await touchKey(db, found.id, now)
  const role = lesserRole(toRole(found.role), toRole(found.user_role))
  return { kind: 'key', keyId: found.id, userId: found.user_id, name: found.name, role }
}

/** How exact "last used" is: a write for each request would be too many. */
const usedEveryMs = 60_000

/** The role that may do less. */
export function lesserRole(a: Role, b: Role): Role {
  return roles.indexOf(a) > roles.indexOf(b) ? a : b
}
