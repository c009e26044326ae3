import { recordChange } from '../../../platform/audit/audit-queries.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { announceEndedAccess } from '../access-queries.ts'
import { revokeKeyRow } from './keys-queries.ts'

/** Puts a key out of use for good, with its sockets; one that was revoked stays so. @throws ProblemError 404 */
export async function revokeKey({ db, clock, principal }: Call, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const revoked = await revokeKeyRow(tx, id, clock.now())
    if (revoked === undefined) throw new ProblemError({ code: 'not-found', detail: 'There is no such key.' })
    if (!revoked.isNew) return
    await announceEndedAccess(tx, { keyId: id })
    await recordChange(tx, principal, { action: 'key.revoke', subjectId: id })
  })
}
