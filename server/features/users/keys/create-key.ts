import type { Fault } from '#contract/problem.ts'
import { type CreateApiKey, type CreatedApiKey, type Role, roles } from '#contract/users.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { readName, refuseFaults } from '../check-person.ts'
import { hashSecret, makeSecret } from '../sign-in/secrets.ts'
import { toRole, type UserRow } from '../user-row.ts'
import { lockUser } from '../users-queries.ts'
import { lesserRole } from './authenticate-key.ts'
import { insertKey } from './keys-queries.ts'

/**
 * Makes an API key for a user, the caller unless said, with that user's role unless said. The secret is in the answer
 * and nowhere else.
 * @throws ProblemError 422, also for a user that does not exist and a role above theirs; 409 for a deactivated user
 */
export async function createKey(call: Call, input: CreateApiKey): Promise<CreatedApiKey> {
  const now = call.clock.now()
  const { name, faults } = readName(input.name)
  const userId = input.userId ?? ownId(call)
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt)
  refuseFaults([...faults, ...findExpiryFaults(expiresAt, now), ...(userId === undefined ? [noUser] : [])])
  return call.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, userId ?? '')
    const role = checkUser(user, input.role)
    const key = `docket_${makeSecret()}`
    const stored = await insertKey(tx, {
      userId: userId ?? '',
      name,
      role,
      keyHash: hashSecret(key),
      prefix: key.slice(0, prefixLength),
      now,
      expiresAt,
    })
    await recordChange(tx, call.principal, {
      action: 'key.create',
      subjectId: stored.id,
      details: { name, role, userId, expiresAt },
    })
    return { ...stored, key }
  })
}

/** `docket_` and six characters: enough to recognise, far too little to guess the rest. */
const prefixLength = 13

function ownId({ principal }: Call): string | undefined {
  return 'userId' in principal ? principal.userId : undefined
}

const noUser: Fault = {
  pointer: '/userId',
  code: 'value-missing',
  message: 'is needed: DOCKET_ADMIN_API_KEY and the command line are no user',
}

function findExpiryFaults(expiresAt: Date | null, now: Date): Fault[] {
  // Not a number for the second 60, which the format allows.
  if (expiresAt === null || expiresAt.getTime() > now.getTime()) return []
  return [{ pointer: '/expiresAt', code: 'value-invalid', message: 'must be a time to come' }]
}

/** The role of the key. @throws ProblemError */
function checkUser(user: UserRow | undefined, asked: Role | undefined): Role {
  if (user === undefined)
    refuseFaults([{ pointer: '/userId', code: 'user-unknown', message: 'is the id of no user' }])
  if (user?.deactivated_at != null)
    throw new ProblemError({ code: 'user-state-conflict', detail: 'The user is deactivated.' })
  const most = toRole(user?.role ?? '')
  const role = asked ?? most
  if (lesserRole(role, most) === role) return role
  const possible = roles.slice(roles.indexOf(most)).join(', ')
  refuseFaults([
    { pointer: '/role', code: 'value-invalid', message: `must not be above the user's own: ${possible}` },
  ])
  return most
}
